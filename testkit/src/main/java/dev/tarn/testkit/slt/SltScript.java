package dev.tarn.testkit.slt;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/// A parsed script: its lines, the records meant for one engine, and how many were meant for
/// others.
public record SltScript(String name, List<String> lines, List<SltRecord> records, int skipped) {
    public SltScript {
        lines = List.copyOf(lines);
        records = List.copyOf(records);
    }

    /// Reads `file`, unpacking it where its name ends in `.gz`, for the engine called `engineName`.
    public static SltScript read(Path file, String engineName) {
        try (InputStream raw = Files.newInputStream(file);
                InputStream bytes =
                        file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            return parse(file.toString(), reader.lines().toList(), engineName);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Parses `lines`; `name` is what failures call the script.
    ///
    /// @throws IllegalArgumentException naming `name:line` where a line is not understood
    public static SltScript parse(String name, List<String> lines, String engineName) {
        return new Parser(name, lines, engineName).parse();
    }

    private static final class Parser {
        private final String name;
        private final List<String> lines;
        private final String engineName;
        private final List<SltRecord> records = new ArrayList<>();
        private int at;
        private int skipped;

        Parser(String name, List<String> lines, String engineName) {
            this.name = name;
            this.lines = lines;
            this.engineName = engineName;
        }

        SltScript parse() {
            boolean wanted = true;
            while (at < lines.size()) {
                String[] words = words(lines.get(at));
                if (words.length == 0) {
                    at++;
                    continue;
                }
                if (words[0].equals("skipif") || words[0].equals("onlyif")) {
                    boolean named = word(words, 1).equalsIgnoreCase(engineName);
                    wanted &= named == words[0].equals("onlyif");
                    at++;
                    continue;
                }
                SltRecord parsed = record(words);
                if (!wanted) {
                    skipped++;
                } else if (parsed instanceof SltRecord.Halt) {
                    break;
                } else {
                    records.add(parsed);
                }
                wanted = true;
            }
            return new SltScript(name, lines, records, skipped);
        }

        private SltRecord record(String[] words) {
            int line = at + 1;
            String header = lines.get(at++);
            return switch (words[0]) {
                case "halt" -> new SltRecord.Halt(line);
                case "hash-threshold" ->
                        new SltRecord.HashThreshold(line, Integer.parseInt(word(words, 1)));
                case "statement" ->
                        switch (word(words, 1)) {
                            case "ok" -> new SltRecord.Statement(line, sql());
                            case "error" -> new SltRecord.Failure(line, sql(), pattern(header));
                            default -> throw unknown(line, header);
                        };
                case "query" ->
                        word(words, 1).equals("error")
                                ? new SltRecord.Failure(line, sql(), pattern(header))
                                : query(line, header, words);
                default -> throw unknown(line, header);
            };
        }

        private SltRecord query(int line, String header, String[] words) {
            String types = word(words, 1);
            if (!types.matches("[IRT]+")) {
                throw unknown(line, header);
            }
            SltRecord.Sort sort = SltRecord.Sort.NOSORT;
            int next = 2;
            if (words.length > next && isSort(words[next])) {
                sort = SltRecord.Sort.valueOf(words[next++].toUpperCase(Locale.ROOT));
            }
            String label = words.length > next ? words[next] : null;
            String sql = sql();
            boolean answered = at < lines.size() && lines.get(at).equals("----");
            if (answered) {
                at++;
            }
            int answerLine = at;
            while (answered && at < lines.size() && !lines.get(at).isEmpty()) {
                at++;
            }
            List<String> expected = lines.subList(answerLine, at);
            return new SltRecord.Query(line, sql, types, sort, label, expected, answerLine);
        }

        private static boolean isSort(String word) {
            return word.equals("nosort") || word.equals("rowsort") || word.equals("valuesort");
        }

        private String sql() {
            int start = at;
            while (at < lines.size() && !lines.get(at).isBlank() && !lines.get(at).equals("----")) {
                at++;
            }
            return String.join("\n", lines.subList(start, at));
        }

        private static @Nullable Pattern pattern(String header) {
            String rest = header.replaceFirst("^\\s*\\S+\\s+error\\s*", "");
            return rest.isBlank() ? null : Pattern.compile(rest.strip());
        }

        private IllegalArgumentException unknown(int line, String header) {
            return new IllegalArgumentException(
                    "%s:%d: not a sqllogictest record: %s".formatted(name, line, header));
        }

        private static String[] words(String line) {
            int comment = line.startsWith("#") ? 0 : -1;
            String text = comment == 0 ? "" : line.strip();
            return text.isEmpty() ? new String[0] : text.split("\\s+");
        }

        private static String word(String[] words, int position) {
            return position < words.length ? words[position] : "";
        }
    }
}
