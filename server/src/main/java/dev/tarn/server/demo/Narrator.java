package dev.tarn.server.demo;

import dev.tarn.server.output.Amounts;

import java.io.PrintStream;
import java.time.Duration;

/// What the demo says: headings, progress that overwrites itself on a terminal and is silent
/// elsewhere, and how long things took.
final class Narrator {
    private final PrintStream out;
    private final boolean terminal;
    private final long started = System.nanoTime();

    Narrator(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void heading(String text) {
        out.println();
        out.println(bold("── " + text + " " + "─".repeat(Math.max(3, 70 - text.length()))));
    }

    void say(String text) {
        out.println(text);
    }

    /// The statement as it is run, indented.
    void statement(Step step) {
        out.println();
        if (!step.sentence().isEmpty()) {
            out.println(bold(step.sentence()));
        }
        step.sql().lines().forEach(line -> out.println("  " + line));
    }

    void progress(String text) {
        if (terminal) {
            out.print("\r\033[K  " + text);
            out.flush();
        }
    }

    /// Ends a progress line with what was done.
    void done(String text, Duration took) {
        String line = "  %s in %s".formatted(text, Amounts.duration(took));
        out.println(terminal ? "\r\033[K" + line : line);
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    PrintStream out() {
        return out;
    }

    private String bold(String text) {
        return terminal ? "\033[1m" + text + "\033[0m" : text;
    }
}
