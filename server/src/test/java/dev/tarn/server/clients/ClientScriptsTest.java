package dev.tarn.server.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.testkit.slt.SltConnection;
import dev.tarn.testkit.slt.SltOptions;
import dev.tarn.testkit.slt.SltReport;
import dev.tarn.testkit.slt.SltRunner;
import dev.tarn.testkit.slt.SltScript;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The statements that clients send, one script a client, each against a server of its own.
/// `-Dtarn.update=true` fills answers in.
@Timeout(120)
class ClientScriptsTest {
    private static final Path SCRIPTS = Path.of("src", "test", "clients");

    static List<Path> scripts() throws IOException {
        List<Path> scripts = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(SCRIPTS, "*.slt")) {
            found.forEach(scripts::add);
        }
        scripts.sort(null);
        return scripts;
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void statements_of_clients_give_their_answers(Path file, @TempDir Path folder)
            throws IOException {
        SltScript script = SltScript.read(file, "tarn");
        try (LakeServer server = LakeServer.start(folder);
                WireClient client = new WireClient(server.url())) {
            SltRunner runner = new SltRunner(connection(client), SltOptions.plain());
            if (Boolean.getBoolean("tarn.update")) {
                Files.writeString(file, runner.update(script));
                return;
            }
            SltReport report = runner.run(script);
            System.out.println("Clients: " + report.summary());
            assertThat(report.failures()).isEmpty();
            assertThat(report.passed()).isPositive();
        }
    }

    private static SltConnection connection(WireClient client) {
        return sql -> {
            List<List<@Nullable String>> rows = new ArrayList<>();
            for (JsonNode row : client.succeed(sql).rows()) {
                List<@Nullable String> values = new ArrayList<>();
                row.forEach(value -> values.add(text(value)));
                rows.add(values);
            }
            return rows;
        };
    }

    private static @Nullable String text(JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
