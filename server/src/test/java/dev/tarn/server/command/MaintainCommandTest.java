package dev.tarn.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.server.Main;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `tarn maintain` runs an action on tables, and its exit code says how that went.
class MaintainCommandTest {
    @TempDir private Path folder = Path.of("");
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private int tarn(String... arguments) {
        errors.reset();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--data");
        all.add(folder.toString());
        PrintStream err = new PrintStream(errors, true, StandardCharsets.UTF_8);
        return Main.run(all.toArray(new String[0]), err, err);
    }

    private String told() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    @Test
    void exit_codes_say_whether_all_tables_are_maintained() {
        assertThat(tarn("sql", "-e", "create table a (id bigint); create table b (id bigint)"))
                .isZero();
        assertThat(tarn("maintain", "expire-snapshots", "a", "main.b", "--dry-run")).isZero();
        assertThat(tarn("maintain", "expire-snapshots", "a", "-o", "retain_last=2")).isZero();
        assertThat(tarn("maintain", "remove_orphan_files", "a")).isZero();
        assertThat(tarn("maintain", "expire-snapshots", "none", "a")).isEqualTo(1);
        assertThat(tarn("maintain", "expire-snapshots", "a", "-o", "retain_last=0")).isEqualTo(1);
        assertThat(tarn("maintain", "improve", "a")).isEqualTo(2);
        assertThat(told())
                .contains("There is no action 'improve'; there are rewrite-data-files")
                .contains("expire-snapshots, remove-orphan-files");
        assertThat(tarn("maintain", "expire-snapshots")).isEqualTo(2);
    }
}
