package dev.tarn.server.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// An engine in a process of its own: a source file of `src/test/engines`, run by `java` with the
/// class path of the pom beside it. A line goes in, lines come out until one that is `.` or starts
/// with `!`. What else it says is in `target/engines/NAME.log`.
final class EngineProcess implements AutoCloseable {
    private static final Path TARGET = Path.of("target", "engines").toAbsolutePath();

    private final String name;
    private final Process process;
    private final PrintWriter statements;
    private final BufferedReader answers;

    private EngineProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        statements = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /// @param name the folder in `src/test/engines`
    /// @param jdk the JDK to run it on
    /// @param flags of the JVM
    /// @param without a regular expression: class path entries it is found in are left out
    /// @param arguments of the program
    record Start(
            String name, Path jdk, List<String> flags, String without, List<String> arguments) {}

    static EngineProcess start(Start start) throws IOException, InterruptedException {
        Path folder = Path.of("src", "test", "engines", start.name()).toAbsolutePath();
        List<String> command = new ArrayList<>();
        command.add(start.jdk().resolve("bin/java").toString());
        command.addAll(List.of("-Xmx1g", "-Duser.timezone=UTC"));
        command.addAll(start.flags());
        command.add("-cp");
        command.add(classPath(start.name(), folder.resolve("pom.xml"), start.without()));
        try (Stream<Path> files = Files.list(folder)) {
            command.add(
                    files.filter(file -> file.toString().endsWith(".java"))
                            .findFirst()
                            .orElseThrow()
                            .toString());
        }
        command.addAll(start.arguments());
        Process process =
                new ProcessBuilder(command)
                        .directory(TARGET.toFile())
                        .redirectError(TARGET.resolve(start.name() + ".log").toFile())
                        .start();
        return new EngineProcess(start.name(), process);
    }

    /// Sends one statement, its lines joined, and returns the lines of its answer.
    List<String> rows(String statement) throws IOException {
        statements.println(statement.lines().map(String::strip).reduce("%s %s"::formatted).get());
        return answer(statement);
    }

    void run(String... all) throws IOException {
        for (String statement : all) {
            rows(statement);
        }
    }

    List<String> answer(String statement) throws IOException {
        List<String> rows = new ArrayList<>();
        for (String line = line(); !line.equals("."); line = line()) {
            if (line.startsWith("!")) {
                throw new IllegalStateException(
                        "%s: %s%n%s".formatted(name, line.substring(1), statement));
            }
            rows.add(line);
        }
        return rows;
    }

    String line() throws IOException {
        String line = answers.readLine();
        assertThat(line).as("%s has ended; see target/engines/%s.log", name, name).isNotNull();
        return line;
    }

    /// A JDK that is as old as another engine asks for; the test is skipped where there is none.
    static Path jdk(int oldest, int newest) throws IOException {
        List<Path> candidates = new ArrayList<>();
        Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).ifPresent(candidates::add);
        candidates.add(Path.of(System.getProperty("java.home")));
        Path installed = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(installed)) {
            try (Stream<Path> folders = Files.list(installed)) {
                folders.sorted().forEach(candidates::add);
            }
        }
        for (Path candidate : candidates) {
            int version = version(candidate);
            if (version >= oldest && version <= newest) {
                return candidate;
            }
        }
        assumeTrue(false, "no JDK from %d to %d in /usr/lib/jvm".formatted(oldest, newest));
        throw new IllegalStateException();
    }

    private static int version(Path jdk) throws IOException {
        Path release = jdk.resolve("release");
        if (!Files.isExecutable(jdk.resolve("bin/javac")) || !Files.exists(release)) {
            return 0;
        }
        return Files.readAllLines(release).stream()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.replaceAll("[^0-9.]", "").replaceAll("[.].*", ""))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(0);
    }

    /// What Maven resolves the pom to, kept in the target folder until the pom is newer.
    private static String classPath(String name, Path pom, String without)
            throws IOException, InterruptedException {
        Files.createDirectories(TARGET);
        Path file = TARGET.resolve(name + ".classpath");
        if (!Files.exists(file)
                || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(pom)) < 0) {
            Path log = TARGET.resolve(name + "-resolve.log");
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
        return Stream.of(Files.readString(file).split(":"))
                .filter(entry -> without.isEmpty() || !entry.matches(".*(" + without + ").*"))
                .reduce("%s:%s"::formatted)
                .orElseThrow();
    }

    @Override
    public void close() {
        statements.close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
