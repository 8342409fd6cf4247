package dev.chatagent.chat;

import dev.chatagent.error.ErrorCode;

/** Why a run or message failed, for the person in the chat. */
public record Failure(ErrorCode code, String message) {}
