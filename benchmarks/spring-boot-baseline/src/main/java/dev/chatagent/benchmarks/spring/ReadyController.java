package dev.chatagent.benchmarks.spring;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers once the database does. */
@RestController
class ReadyController {
    private final JdbcTemplate jdbc;

    ReadyController(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    record Ready(int users) {}

    @GetMapping("/api/health/ready")
    Ready ready() {
        Integer users = jdbc.queryForObject("SELECT count(*) FROM users", Integer.class);
        return new Ready(users == null ? 0 : users);
    }
}
