package dev.chatagent.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "s3cret", "http://user:s3cret@host", "redis://user:s3cret@ho st", "redis://:s3cret@host:port"
            })
    void what_cannot_be_read_is_refused_without_repeating_it(String url) {
        assertThatThrownBy(() -> RedisUrl.of(url))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("CHATAGENT_REDIS_URL")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void it_prints_without_its_secrets() {
        assertThat(RedisUrl.of("rediss://user:s3cret@cache.example.org:6380/1"))
                .hasToString("Redis at cache.example.org:6380");
    }
}
