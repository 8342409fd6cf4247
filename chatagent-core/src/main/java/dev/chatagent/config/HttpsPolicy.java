package dev.chatagent.config;

/** What happens to requests that came without TLS. */
public enum HttpsPolicy {
    /** They are refused where it is known how they came: the public URL is https, and trusted proxies are set. */
    AUTO,
    /** They are refused. */
    REQUIRED,
    /** They are served. */
    OPTIONAL
}
