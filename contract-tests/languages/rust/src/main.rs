//! Leaves chats with the client that progenitor generates from the contract, and reads webhooks with its models.
//!
//! Takes the scenarios as JSON on stdin and prints the result of each.

use std::{error::Error, io};

use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

mod linq {
    progenitor::generate_api!("generated/openapi-3.0.yaml");
}

#[derive(Deserialize)]
struct Scenarios {
    calls: Vec<Call>,
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Call {
    name: String,
    base_url: String,
    api_key: Option<String>,
    chat_id: Uuid,
}

#[derive(Deserialize)]
struct Event {
    name: String,
    body: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let scenarios: Scenarios = serde_json::from_reader(io::stdin())?;
    let mut results = Map::new();
    for one in scenarios.calls {
        results.insert(one.name.clone(), or_error(call(&one).await));
    }
    for one in scenarios.events {
        results.insert(one.name.clone(), or_error(event(&one)));
    }
    println!("{}", Value::Object(results));
    Ok(())
}

async fn call(call: &Call) -> Result<Value, Box<dyn Error>> {
    let mut headers = HeaderMap::new();
    if let Some(key) = &call.api_key {
        headers.insert(AUTHORIZATION, format!("Bearer {key}").parse()?);
    }
    let http = reqwest::Client::builder()
        .default_headers(headers)
        .build()?;
    let client = linq::Client::new_with_client(&call.base_url, http);
    match client.leave_chat(&call.chat_id).await {
        Ok(accepted) => {
            Ok(json!({ "http": accepted.status().as_u16(), "status": accepted.status }))
        }
        Err(linq::Error::ErrorResponse(refused)) => {
            Ok(json!({ "http": refused.status().as_u16(), "code": refused.error.code }))
        }
        Err(error) => Err(error.into()),
    }
}

fn event(event: &Event) -> Result<Value, Box<dyn Error>> {
    let event: linq::types::ParticipantRemovedEvent = serde_json::from_str(&event.body)?;
    let participant = event.data.participant.ok_or("no participant")?;
    Ok(json!({
        "chat_id": event.data.chat_id,
        "service": participant.service,
        "is_me": participant.is_me,
        "status": participant.status,
        "line_type": participant.line_type,
    }))
}

fn or_error(result: Result<Value, Box<dyn Error>>) -> Value {
    result.unwrap_or_else(|error| json!({ "error": error.to_string() }))
}
