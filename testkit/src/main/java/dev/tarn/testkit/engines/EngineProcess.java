package dev.tarn.testkit.engines;

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

/// An engine in a process of its own: a source file of `testkit/src/engines`, run by `java` with
/// the class path of the pom beside it. A line goes in, lines come out until one that is `.` or
/// starts with `!`. What else it says is in `target/engines/NAME.log`. One thread.
public final class EngineProcess implements AutoCloseable {
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

    /// @param name the folder in `testkit/src/engines`
    /// @param jdk the JDK to run it on
    /// @param flags of the JVM, more than those in the file `java.args` beside the program
    /// @param without a regular expression: class path entries it is found in are left out
    /// @param arguments of the program
    public record Start(
            String name, Path jdk, List<String> flags, String without, List<String> arguments) {}

    /// Starts the engine; with its libraries not there yet, Maven fetches them first. `root` is the
    /// checkout that holds the program.
    ///
    /// @throws IllegalStateException if the libraries cannot be had
    public static EngineProcess start(Path root, Start start)
            throws IOException, InterruptedException {
        Path folder = root.toAbsolutePath().resolve("testkit/src/engines").resolve(start.name());
        List<String> command = new ArrayList<>();
        command.add(start.jdk().resolve("bin/java").toString());
        command.addAll(List.of("-Xmx1g", "-Duser.timezone=UTC"));
        command.addAll(start.flags());
        if (Files.exists(folder.resolve("java.args"))) {
            command.add("@" + folder.resolve("java.args"));
        }
        command.add("-cp");
        command.add(classPath(root, folder.resolve("pom.xml"), start));
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
    public List<String> rows(String statement) throws IOException {
        statements.println(statement.lines().map(String::strip).reduce("%s %s"::formatted).get());
        return answer(statement);
    }

    public void run(String... all) throws IOException {
        for (String statement : all) {
            rows(statement);
        }
    }

    public List<String> answer(String statement) throws IOException {
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

    public String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IllegalStateException(
                    "%s has ended; see %s".formatted(name, TARGET.resolve(name + ".log")));
        }
        return line;
    }

    /// A JDK of this machine that an engine can run on, by its major version; empty where there is
    /// none.
    public static Optional<Path> jdk(int oldest, int newest) throws IOException {
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
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
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
    private static String classPath(Path root, Path pom, Start start)
            throws IOException, InterruptedException {
        String name = start.name();
        String without = start.without();
        Files.createDirectories(TARGET);
        Path file = TARGET.resolve(name + ".classpath");
        if (!Files.exists(file)
                || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(pom)) < 0) {
            Path log = TARGET.resolve(name + "-resolve.log");
            ProcessBuilder maven =
                    new ProcessBuilder(
                            root.toAbsolutePath().resolve("mvnw").toString(),
                            "-B",
                            "-f",
                            pom.toString(),
                            "dependency:build-classpath",
                            "-Dmdep.outputFile=" + file);
            maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
            maven.redirectErrorStream(true).redirectOutput(log.toFile());
            if (maven.start().waitFor() != 0) {
                throw new IllegalStateException(
                        "Maven cannot fetch the libraries of %s; see %s".formatted(name, log));
            }
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
