/** Made from openapi/ by `npm run generate`. Do not edit. */

/** The error codes that the contract names: the HTTP status each comes with, its meaning, and where that is documented. */
export const errorCodes = {
  1002: {"status":400,"meaning":"A phone number must be in E.164 format","source":"seed"},
  1005: {"status":400,"meaning":"A parameter's value is not valid","source":"platform"},
  1006: {"status":409,"meaning":"Only group chats support this","source":"platform"},
  1007: {"status":429,"meaning":"The rate limit is exceeded","source":"platform"},
  2001: {"status":404,"meaning":"The chat or resource does not exist","source":"seed"},
  2004: {"status":401,"meaning":"The API key is missing or not valid","source":"seed"},
  2005: {"status":403,"meaning":"The chat belongs to another partner account","source":"platform"},
  2009: {"status":409,"meaning":"The chat is still being created","source":"platform"},
  2013: {"status":409,"meaning":"The chat is unavailable, for instance left already; final","source":"seed"},
  2015: {"status":409,"meaning":"The request conflicts with the chat's current state; read the chat again first","source":"platform"},
  2016: {"status":409,"meaning":"Not supported in this kind of chat or on its service","source":"platform"},
  2017: {"status":409,"meaning":"Not supported in this kind of chat or on its service","source":"platform"},
  3001: {"status":500,"meaning":"Transient trouble on Linq's side","source":"platform"},
  3002: {"status":500,"meaning":"Transient trouble on Linq's side","source":"platform"},
  3003: {"status":500,"meaning":"Transient trouble on Linq's side","source":"platform"},
  3004: {"status":500,"meaning":"Transient trouble on Linq's side","source":"platform"},
  3005: {"status":504,"meaning":"A network timeout on Linq's side","source":"platform"},
  3006: {"status":500,"meaning":"An internal error on Linq's side","source":"seed"},
  3007: {"status":500,"meaning":"Transient trouble on Linq's side","source":"platform"},
  4004: {"status":503,"meaning":"The service is unavailable","source":"platform"},
} as const;

/** Whether another attempt makes sense after each code, and when: a number is the seconds to wait where the answer does not say. */
export const retryRules: Record<number, "never" | "backoff" | "after" | number> = {
  1002: "never",
  1005: "never",
  1006: "never",
  1007: "after",
  2001: "never",
  2004: "never",
  2005: "never",
  2009: "backoff",
  2013: "never",
  2015: "never",
  2016: "never",
  2017: "never",
  3001: "backoff",
  3002: "backoff",
  3003: "backoff",
  3004: "backoff",
  3005: "backoff",
  3006: "backoff",
  3007: "backoff",
  4004: 30,
};
