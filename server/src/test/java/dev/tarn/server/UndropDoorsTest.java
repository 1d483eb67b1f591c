package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.Session;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;
import dev.tarn.server.output.Format;
import dev.tarn.server.shell.ScriptRunner;

import org.apache.iceberg.catalog.Namespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// What was dropped comes back through SQL and through the command line, here and on a server.
class UndropDoorsTest {
    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Tarn open() {
        return Tarn.open(
                TarnConfig.from(
                        Settings.defaults()
                                .set(Key.DATA_DIR, directory.toString(), "test")
                                .set(Key.HTTP_PORT, "0", "test")));
    }

    private String sql(Tarn tarn, String script) throws IOException {
        out.reset();
        err.reset();
        Session session = Session.of("test", "lake", Namespace.of("main"));
        tarn.defaultNamespace();
        new ScriptRunner(
                        tarn.runner("test"),
                        session,
                        Format.CSV,
                        out,
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .runAll(script);
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private String command(int code, String... arguments) {
        out.reset();
        err.reset();
        int actual = Main.run(arguments, new PrintStream(out, true), new PrintStream(err, true));
        String text = out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
        assertThat(actual).as(text).isEqualTo(code);
        return text;
    }

    @Test
    void sqlUndropsUnderTheOldNameOrANewOne() throws IOException {
        try (Tarn tarn = open()) {
            sql(tarn, "CREATE TABLE t (a INT); INSERT INTO t VALUES (7)");
            assertThat(sql(tarn, "DROP TABLE t; SELECT * FROM t")).contains("does not exist");
            assertThat(sql(tarn, "UNDROP TABLE t; SELECT a FROM t")).contains("7");
            String taken = "DROP TABLE t; CREATE TABLE t (b INT); UNDROP TABLE t";
            assertThat(sql(tarn, taken)).contains("already exists").contains("TO");
            assertThat(sql(tarn, "UNDROP TABLE main.t TO main.u; SELECT a FROM u")).contains("7");
            assertThat(sql(tarn, "UNDROP TABLE never")).contains("No dropped table");
        }
    }

    @Test
    void purgedTableIsNotForUndropping() throws IOException {
        try (Tarn tarn = open()) {
            sql(tarn, "CREATE TABLE t (a INT); INSERT INTO t VALUES (7); DROP TABLE t PURGE");
            assertThat(sql(tarn, "UNDROP TABLE t"))
                    .containsAnyOf("No dropped table", "was purged")
                    .contains("TABLE_NOT_FOUND");
        }
    }

    @Test
    void commandLineListsAndUndropsInItsOwnProcess() throws IOException {
        try (Tarn tarn = open()) {
            sql(tarn, "CREATE TABLE t (a INT); INSERT INTO t VALUES (7); DROP TABLE t");
        }
        String data = directory.toString();
        assertThat(command(0, "undrop", "--data", data)).contains("main.t").contains("kept");
        assertThat(command(0, "undrop", "main.t", "--as", "u", "--data", data))
                .contains("Undropped table main.t");
        assertThat(command(0, "undrop", "--data", data)).contains("Nothing is dropped");
        assertThat(command(1, "undrop", "main.t", "--data", data)).contains("No dropped table");
        assertThat(command(1, "undrop", "t", "--data", data)).contains("NAMESPACE.TABLE");
        assertThat(command(0, "reconcile", "--data", data)).contains("Deleted 0 metadata files");
        assertThat(command(2, "reconcile", "--older-than", "1s", "--data", data)).contains("10m");
        try (Tarn tarn = open()) {
            assertThat(sql(tarn, "SELECT a FROM u")).contains("7");
        }
    }

    @Test
    void commandLinePurgesAndForgetsWhatIsDropped() throws IOException {
        try (Tarn tarn = open()) {
            sql(tarn, "CREATE TABLE t (a INT); INSERT INTO t VALUES (7); DROP TABLE t");
            sql(tarn, "CREATE TABLE t (a INT); DROP TABLE t; CREATE TABLE u (a INT); DROP TABLE u");
        }
        String data = directory.toString();
        assertThat(command(1, "purge", "--data", data)).contains("Purge what?");
        assertThat(command(1, "purge", "main.t", "--data", data)).contains("2 dropped ones");
        assertThat(command(0, "purge", "main.u", "--data", data)).contains("Purged table main.u");
        assertThat(command(1, "purge", "main.u", "--data", data)).contains("No dropped table");
        String list = command(0, "undrop", "--data", data);
        String id = list.lines().skip(1).findFirst().orElseThrow().split(" ")[0];
        assertThat(command(0, "purge", "--id", id, "--keep-files", "--data", data))
                .contains("Forgot table main.t");
        assertThat(command(0, "undrop", "main.t", "--data", data)).contains("Undropped");
    }

    @Test
    void commandLinePurgesOnAServer() throws IOException {
        try (Tarn tarn = open();
                WebServer server = tarn.serve()) {
            sql(tarn, "CREATE TABLE t (a INT); DROP TABLE t; CREATE TABLE u (a INT); DROP TABLE u");
            String url = "http://127.0.0.1:" + server.port();
            assertThat(command(0, "purge", "main.t", "--server", url)).contains("Purged");
            assertThat(command(0, "purge", "main.u", "--keep-files", "--server", url))
                    .contains("Forgot");
            assertThat(command(1, "undrop", "main.u", "--server", url)).contains("No dropped");
        }
    }

    @Test
    void changesOfThisProcessCarryTheNameOfWhoeverOpenedTheLake() throws IOException {
        try (Tarn tarn = open()) {
            sql(tarn, "CREATE TABLE t AS SELECT 1 AS a");
            assertThat(
                            sql(
                                    tarn,
                                    "SELECT DISTINCT principal FROM system.metadata.events WHERE"
                                            + " name = 't'"))
                    .isEqualToIgnoringNewLines("principaltest");
        }
    }

    @Test
    void commandLineAsksAServer() throws IOException {
        try (Tarn tarn = open();
                WebServer server = tarn.serve()) {
            sql(tarn, "CREATE TABLE t (a INT); INSERT INTO t VALUES (7); DROP TABLE t");
            String url = "http://127.0.0.1:" + server.port();
            assertThat(command(0, "undrop", "--server", url)).contains("main.t");
            assertThat(command(0, "undrop", "main.t", "--server", url))
                    .contains("Undropped table main.t");
            assertThat(command(1, "undrop", "main.t", "--server", url))
                    .contains("No dropped table");
            assertThat(command(0, "reconcile", "--server", url)).contains("Started task");
            assertThat(sql(tarn, "SELECT a FROM t")).contains("7");
        }
    }
}
