"""The sandbox as a separate process, for tests in any language. Uses only Python's standard library."""

import json
import subprocess
import unittest
import uuid
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def post(url, body=None):
    """The status and the parsed body of the response."""
    data = b"" if body is None else json.dumps(body).encode()
    request = Request(url, data=data, method="POST", headers={"Authorization": "Bearer any-key"})
    try:
        with urlopen(request) as response:
            return response.status, json.loads(response.read() or b"null")
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


class LeaveTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        command = ["npx", "linq-openapi", "sandbox", "--port", "0"]
        cls.sandbox = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in cls.sandbox.stdout:
            if line.startswith("The sandbox is running at "):
                cls.url = line.split()[5].rstrip(".")
                return
        raise RuntimeError("The sandbox did not start.")

    @classmethod
    def tearDownClass(cls):
        cls.sandbox.terminate()
        cls.sandbox.stdout.close()
        cls.sandbox.wait()

    def leave(self, chat_id):
        return post(f"{self.url}/v3/chats/{chat_id}/leave")

    def test_a_chat_can_be_left_once(self):
        chat_id = uuid.uuid4()
        self.assertEqual(self.leave(chat_id)[0], 202)
        status, body = self.leave(chat_id)
        self.assertEqual((status, body["error"]["code"]), (409, 2013))

    def test_a_response_on_demand(self):
        chat_id = str(uuid.uuid4())
        post(f"{self.url}/sandbox/next", {"chatId": chat_id, "answers": ["serviceUnavailable"]})
        self.assertEqual([self.leave(chat_id)[0], self.leave(chat_id)[0]], [503, 202])


if __name__ == "__main__":
    unittest.main()
