package dev.tarn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.harness.TestEngine;

import org.apache.iceberg.io.FileInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// How many of the files that a table does not have COPY INTO takes.
class CopyLimitsTest {
    @TempDir private Path folder = Path.of("");
    private final TestEngine engine = TestEngine.over(TestEngine.emptyCatalog(), 1024, 2);

    @BeforeEach
    void create() throws IOException {
        engine.execute("create table t (id bigint)");
        for (int i = 0; i < 5; i++) {
            Files.writeString(folder.resolve("f%d.csv".formatted(i)), "id\n%d\n".formatted(i));
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private String loaded(String options) {
        return String.valueOf(
                engine.execute("copy into t from '%s/*.csv' %s".formatted(folder, options))
                        .getFirst()
                        .getFirst());
    }

    @Test
    void files_are_taken_by_name_and_the_rest_later() {
        assertThat(loaded("max_files = 2")).isEqualTo("2");
        assertThat(engine.execute("select id from t order by id"))
                .containsExactly(List.of("0"), List.of("1"));
        assertThat(loaded("max_files = 2")).isEqualTo("2");
        assertThat(loaded("max_files = 2")).isEqualTo("1");
        assertThat(loaded("max_files = 2")).isEqualTo("0");
        assertThat(engine.execute("select count(*) from t")).containsExactly(List.of("5"));
    }

    @Test
    void bytes_are_bounded_but_for_those_of_one_file() {
        assertThat(loaded("max_bytes = 10")).as("5 bytes each").isEqualTo("2");
        assertThat(loaded("max_bytes = 14")).isEqualTo("2");
        Path large = folder.resolve("a.csv");
        assertThat(write(large, "id\n" + "7\n".repeat(100))).isEqualTo(large);
        assertThat(loaded("max_bytes = '0.1kB'")).isEqualTo("1");
        assertThat(engine.execute("select count(*) from t where id = 7"))
                .containsExactly(List.of("100"));
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void files_that_changed_lately_are_left_and_none_is_no_error() throws IOException {
        assertThat(loaded("settle = '1h'")).isEqualTo("0");
        Instant before = Instant.now().minus(Duration.ofHours(2));
        Files.setLastModifiedTime(folder.resolve("f3.csv"), FileTime.from(before));
        assertThat(loaded("settle = '1h'")).isEqualTo("1");
        assertThat(engine.execute("select id from t")).containsExactly(List.of("3"));
        assertThat(
                        engine.execute(
                                "copy into t from '%s/none/*.csv' settle = '1h'".formatted(folder)))
                .hasSize(1);
        assertThatThrownBy(
                        () -> engine.execute("copy into t from '%s/none/*.csv'".formatted(folder)))
                .isInstanceOfSatisfying(
                        SqlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void what_changed_while_it_was_read_is_refused_and_what_has_gone_is_not() {
        CopyLimits limits = CopyLimits.NONE;
        List<FileInfo> read = List.of(new FileInfo("/a", 5, 10), new FileInfo("/b", 5, 10));
        limits.requireSame(read, List.of(new FileInfo("/a", 5, 10)));
        for (FileInfo other : List.of(new FileInfo("/b", 6, 10), new FileInfo("/b", 5, 11))) {
            assertThatThrownBy(() -> limits.requireSame(read, List.of(other)))
                    .isInstanceOfSatisfying(
                            SqlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT))
                    .hasMessageContaining("/b was changed while it was read");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "15,15",
        "1kB,1024",
        "1.5 kb,1536",
        "64MB,67108864",
        "2GB,2147483648",
        "9999999999999999TB,",
        "1PB,",
        "-1,",
        "many,"
    })
    void bytes_are_spelled_with_units(String text, Long bytes) {
        assertThat(ByteSizes.parse(text)).isEqualTo(bytes);
    }
}
