package dev.tarn.catalog.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.CatalogConfig;
import dev.tarn.catalog.CatalogServer;
import dev.tarn.catalog.TestStores;
import dev.tarn.catalog.UpkeepConfig;
import dev.tarn.catalog.service.DropRules;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The compatibility kit with the client of its own version, 1.11, which our class path does not
/// have: in a process of its own, with the class path of the pom in `src/test/clients`.
@Tag("long")
class OlderClientTest {
    private static final Path TARGET = Path.of("target", "clients").toAbsolutePath();
    private static final String CLIENT = "iceberg-1.11";
    private static final Pattern SUMMARY = Pattern.compile("(\\d+) tests (successful|failed)");

    /// Switches of the kit; each is also read without the prefix.
    private static final List<String> SETTINGS =
            List.of(
                    "rck.local=false",
                    "rck.warehouse=kit",
                    "warehouse=kit",
                    "rck.requires-namespace-create=true",
                    "rck.supports-names-with-dot=true",
                    "rck.supports-variant=true",
                    "rck.supports-serverside-retry=true",
                    "rck.purge-test-namespaces=true");

    @Test
    void theKitPassesWithIceberg111(@TempDir Path directory) throws Exception {
        // the kit creates again what it dropped, in the same place
        DropRules forget = new DropRules(Duration.ZERO, false);
        CatalogConfig config =
                KitServer.config(directory).withUpkeep(UpkeepConfig.DEFAULT.withDrops(forget));
        try (CatalogServer server = CatalogServer.start(TestStores.on(getClass(), config), 0)) {
            Path log = TARGET.resolve(CLIENT + ".log");
            int exit = run(server, log);
            String output = Files.readString(log);
            assertThat(exit).as("The kit fails; see %s:%n%s", log, tail(output)).isZero();
            assertThat(count(output, "successful")).as(tail(output)).isGreaterThan(140);
            assertThat(count(output, "failed")).as(tail(output)).isZero();
        }
    }

    private static int run(CatalogServer server, Path log) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", "-Duser.timezone=UTC"));
        command.add("-Drck.uri=" + server.uri());
        command.add("-Duri=" + server.uri());
        SETTINGS.forEach(setting -> command.add("-D" + setting));
        command.addAll(List.of("-cp", classPath()));
        command.addAll(
                List.of("org.junit.platform.console.ConsoleLauncher", "execute", "--details=tree"));
        for (String suite : List.of("CatalogTests", "ViewCatalogTests")) {
            command.add("--select-class=org.apache.iceberg.rest.RESTCompatibilityKit" + suite);
        }
        Process kit =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (!kit.waitFor(10, TimeUnit.MINUTES)) {
            kit.destroyForcibly();
            throw new AssertionError("The kit takes more than 10 minutes; see " + log);
        }
        return kit.exitValue();
    }

    /// What Maven resolves the pom to, kept until the pom is newer.
    private static String classPath() throws IOException, InterruptedException {
        Path pom = Path.of("src", "test", "clients", CLIENT, "pom.xml").toAbsolutePath();
        Path file = TARGET.resolve(CLIENT + ".classpath");
        Files.createDirectories(TARGET);
        if (!Files.exists(file)
                || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(pom)) < 0) {
            Path log = TARGET.resolve(CLIENT + "-resolve.log");
            ProcessBuilder maven =
                    new ProcessBuilder(
                            Path.of(System.getProperty("tarn.root"), "mvnw").toString(),
                            "-B",
                            "-f",
                            pom.toString(),
                            "dependency:build-classpath",
                            "-Dmdep.outputFile=" + file);
            maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
            maven.redirectErrorStream(true).redirectOutput(log.toFile());
            assertThat(maven.start().waitFor()).as("Maven fails; see %s", log).isZero();
        }
        return Files.readString(file);
    }

    private static int count(String output, String what) {
        Matcher matcher = SUMMARY.matcher(output);
        while (matcher.find()) {
            if (matcher.group(2).equals(what)) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        return -1;
    }

    private static String tail(String output) {
        return output.substring(Math.max(0, output.length() - 6_000));
    }
}
