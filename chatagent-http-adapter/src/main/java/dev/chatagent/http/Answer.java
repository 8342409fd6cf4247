package dev.chatagent.http;

/** What a handler answers. */
sealed interface Answer {

    /** A JSON body under the route's declared status. */
    record Json(Object body) implements Answer {}

    /** A JSON body under another status than the declared one. */
    record JsonAs(int status, Object body) implements Answer {}

    /** A text of that media type under the route's declared status. */
    record Text(String mediaType, String body) implements Answer {}

    /** Nothing but the route's declared status. */
    record Empty() implements Answer {}

    /** The same for everybody; may be packed, and kept by the caller. */
    record Fixed(FixedAnswer content) implements Answer {}

    /** The handler has taken over the response. */
    record Taken() implements Answer {}
}
