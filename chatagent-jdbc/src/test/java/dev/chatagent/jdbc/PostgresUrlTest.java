package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresUrlTest {
    @Test
    void a_short_url_is_taken_apart_and_its_password_stays_out_of_sight() {
        PostgresUrl url =
                PostgresUrl.of("postgres://us%20er:p%40ss%2Fword+1@db.example.org:5433/my%20chat?sslmode=require");
        assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db.example.org:5433/my%20chat?sslmode=require");
        assertThat(url.properties()).containsEntry("user", "us er").containsEntry("password", "p@ss/word+1");
        assertThat(url.place()).isEqualTo("db.example.org:5433/my chat");
        assertThat(url.toString()).doesNotContain("p@ss").doesNotContain("p%40");
        assertThat(url.jdbc("postgres")).isEqualTo("jdbc:postgresql://db.example.org:5433/postgres?sslmode=require");
    }

    @Test
    void what_is_left_out_is_what_libpq_would_take() {
        assertThat(PostgresUrl.of("postgresql://me@host").jdbc()).isEqualTo("jdbc:postgresql://host/me");
        assertThat(PostgresUrl.of("postgres:///chat").jdbc()).isEqualTo("jdbc:postgresql://localhost/chat");
        assertThat(PostgresUrl.of("postgres://u@[::1]:5/x").jdbc()).isEqualTo("jdbc:postgresql://[::1]:5/x");
    }

    @Test
    void a_jdbc_url_is_taken_as_it_is() {
        PostgresUrl url =
                PostgresUrl.of("jdbc:postgresql://a:1,b:2/chat?user=me&password=sesame&targetServerType=primary");
        assertThat(url.jdbc())
                .isEqualTo("jdbc:postgresql://a:1,b:2/chat?user=me&password=sesame&targetServerType=primary");
        assertThat(url.place()).isEqualTo("a:1,b:2/chat");
        assertThat(url.user()).isEqualTo("me");
        assertThat(PostgresUrl.of("jdbc:postgresql:chat").jdbc()).isEqualTo("jdbc:postgresql://localhost:5432/chat");
    }

    @Test
    void what_cannot_be_read_is_refused_without_repeating_it() {
        for (String bad : List.of("postgres://u:ses ame@h/x", "postgres://u:%zzsesame@h/x", "postgres://[sesame")) {
            assertThatThrownBy(() -> PostgresUrl.of(bad))
                    .isInstanceOf(ChatAgentException.class)
                    .hasMessageContaining("percent-encoded")
                    .hasMessageNotContaining("ses")
                    .hasNoCause();
        }
    }
}
