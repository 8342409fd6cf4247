package dev.chatagent.error;

/**
 * What is wrong with one field of a request.
 *
 * @param field path of the field as the caller wrote it, e.g. {@code email}; empty for the body as a whole
 * @param code stable, for programs, e.g. {@code too_short}
 * @param message for people: what is wrong and what to do; never repeats a secret
 */
public record FieldError(String field, String code, String message) {}
