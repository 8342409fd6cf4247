package dev.chatagent.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.error.ChatAgentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the installed servers is taken, and what is said when there is none that fits. */
class PostgresBinariesTest {
    private static final PostgresBinaries OLD = new PostgresBinaries(Path.of("/old"), 12);
    private static final PostgresBinaries FIFTEEN = new PostgresBinaries(Path.of("/fifteen"), 15);
    private static final PostgresBinaries SIXTEEN = new PostgresBinaries(Path.of("/sixteen"), 16);

    @TempDir
    Path directory;

    @Test
    void the_first_that_is_new_enough_makes_a_cluster() {
        assertThat(PostgresBinaries.choose(List.of(OLD, SIXTEEN, FIFTEEN), OptionalInt.empty()))
                .isEqualTo(SIXTEEN);
    }

    @Test
    void a_cluster_is_run_by_the_version_that_made_it_beside_a_newer_one() {
        assertThat(PostgresBinaries.choose(List.of(SIXTEEN, FIFTEEN), OptionalInt.of(15)))
                .isEqualTo(FIFTEEN);
    }

    @Test
    void a_newer_version_alone_is_refused_with_what_to_install() {
        assertThatThrownBy(() -> PostgresBinaries.choose(List.of(SIXTEEN), OptionalInt.of(15)))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("made by PostgreSQL 15")
                .hasMessageContaining("only 16 is installed")
                .hasMessageContaining("apt install postgresql-15");
    }

    @Test
    void none_and_too_old_ones_are_told_with_what_to_install() {
        assertThatThrownBy(() -> PostgresBinaries.choose(List.of(), OptionalInt.empty()))
                .isInstanceOf(ChatAgentException.class)
                .hasMessageContaining("13 or later")
                .hasMessageContaining("none is installed")
                .hasMessageContaining("apt install postgresql");
        assertThatThrownBy(() -> PostgresBinaries.choose(List.of(OLD), OptionalInt.empty()))
                .hasMessageContaining("only 12 is installed");
    }

    @Test
    void a_directory_without_a_server_holds_none() throws Exception {
        assertThat(PostgresBinaries.in(directory)).isEmpty();
        Files.createFile(directory.resolve("pg_ctl"));
        assertThat(PostgresBinaries.in(directory)).isEmpty();
    }

    @Test
    void what_is_installed_is_found_and_a_link_to_it_leads_there() throws Exception {
        Postgres.assumeInstalled();
        PostgresBinaries found = PostgresBinaries.find(OptionalInt.empty());
        assertThat(found.major()).isGreaterThanOrEqualTo(PostgresBinaries.OLDEST);
        Path link = Files.createSymbolicLink(directory.resolve("pg_ctl"), Path.of(found.program("pg_ctl")));
        try {
            assertThat(PostgresBinaries.in(directory)).contains(found);
        } finally {
            Files.delete(link);
        }
    }
}
