package dev.tarn.server.shell;

import dev.tarn.engine.Session;
import dev.tarn.server.CommandException;
import dev.tarn.server.output.Amounts;
import dev.tarn.server.output.Format;
import dev.tarn.server.query.StatementRunner;

import org.jline.reader.Candidate;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/// The shell for a person: editing over several lines until `;`, history, completion, a progress
/// line, Ctrl-C for the running query, and a few commands that begin with a backslash.
public final class Shell implements AutoCloseable {
    private static final String HELP =
            """
            SQL ends with a semicolon. Ctrl-C cancels what runs, Ctrl-D leaves.
              \\d [NAME]     tables of the namespace, or the columns of one
              \\dn           namespaces
              \\format F     table, csv, json, jsonl or markdown
              \\i FILE       run a file
              \\q            leave
            """;

    private final Terminal terminal;
    private final LineReader reader;
    private final PrintStream screen;
    private final Progress progress;
    private final ScriptRunner runner;
    private final Names names;

    private Shell(
            Terminal terminal, StatementRunner statements, Session session, Path historyFile) {
        this.terminal = terminal;
        this.screen = new PrintStream(terminal.output(), true, StandardCharsets.UTF_8);
        this.names = new Names(statements, InstantSource.system());
        this.runner =
                new ScriptRunner(
                        statements, session, Format.TABLE, new AnnouncingStream(screen), screen);
        this.progress = new Progress(runner::running, screen);
        this.reader =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .appName("tarn")
                        .parser(new SqlLines())
                        .completer((line, parsed, found) -> complete(parsed, found))
                        .variable(LineReader.HISTORY_FILE, historyFile)
                        .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P   > ")
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .option(LineReader.Option.CASE_INSENSITIVE, true)
                        .build();
        terminal.handle(Terminal.Signal.INT, signal -> runner.cancel());
    }

    public static Shell open(StatementRunner statements, Session session, Path historyFile) {
        try {
            Terminal terminal = TerminalBuilder.builder().system(true).build();
            return new Shell(terminal, statements, session, historyFile);
        } catch (IOException e) {
            throw new CommandException("The terminal cannot be used: " + e.getMessage(), e);
        }
    }

    /// Reads and runs until the person leaves.
    public void run(String greeting) throws IOException {
        screen.println(greeting);
        while (true) {
            String text;
            try {
                text = reader.readLine("tarn> ");
            } catch (UserInterruptException e) {
                continue;
            } catch (EndOfFileException e) {
                return;
            }
            if (text.strip().startsWith("\\")) {
                if (!command(text.strip())) {
                    return;
                }
            } else {
                runAll(text);
            }
        }
    }

    private void runAll(String text) throws IOException {
        for (Script.Piece piece : Script.statements(text)) {
            long started = System.nanoTime();
            boolean done = runner.run(piece);
            progress.ended();
            if (!done) {
                return;
            }
            names.forget();
            screen.println(
                    Amounts.duration(java.time.Duration.ofNanos(System.nanoTime() - started)));
        }
    }

    /// A backslash command; false when it was the one to leave.
    private boolean command(String line) throws IOException {
        String[] words = line.split("\\s+", 2);
        String argument = words.length == 2 ? words[1].strip() : "";
        switch (words[0]) {
            case "\\q" -> {
                return false;
            }
            case "\\d" -> runAll(argument.isEmpty() ? "SHOW TABLES" : "DESCRIBE " + argument);
            case "\\dn" -> runAll("SHOW SCHEMAS");
            case "\\format" -> format(argument);
            case "\\i" -> include(argument);
            default -> screen.print(HELP);
        }
        return true;
    }

    private void format(String name) {
        try {
            runner.format(Format.valueOf(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            screen.println("Formats are table, csv, json, jsonl and markdown, not '" + name + "'");
        }
    }

    private void include(String file) throws IOException {
        try {
            runAll(java.nio.file.Files.readString(Path.of(file)));
        } catch (java.nio.file.NoSuchFileException e) {
            screen.println("There is no file " + file);
        }
    }

    private void complete(ParsedLine line, List<Candidate> found) {
        String word = line.word();
        boolean lower = word.equals(word.toLowerCase(Locale.ROOT));
        for (String keyword : Names.keywords()) {
            found.add(new Candidate(lower ? keyword.toLowerCase(Locale.ROOT) : keyword));
        }
        for (String name : names.of(runner.session())) {
            found.add(new Candidate(name));
        }
    }

    @Override
    public void close() throws IOException {
        progress.close();
        reader.getHistory().save();
        terminal.close();
    }

    /// Tells the progress line to make room before the first bytes of a result.
    private final class AnnouncingStream extends FilterOutputStream {
        AnnouncingStream(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            progress.answering();
            out.write(bytes, offset, length);
        }
    }

    /// Lines go on until a semicolon ends the last statement; backslash commands are one line.
    private static final class SqlLines implements Parser {
        private final DefaultParser words =
                new DefaultParser().quoteChars(new char[0]).escapeChars(null);

        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) {
            boolean entered = context == ParseContext.ACCEPT_LINE;
            if (entered && !line.isBlank() && !line.strip().startsWith("\\")) {
                if (!Script.cut(line).rest().text().isEmpty()) {
                    throw new EOFError(-1, cursor, "The statement goes on");
                }
            }
            return words.parse(line, cursor, ParseContext.UNSPECIFIED);
        }
    }
}
