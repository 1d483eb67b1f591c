package dev.tarn.engine.realdata;

import dev.tarn.engine.harness.ForeignCatalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// Tables in folders, registered as their newest metadata file has them.
record ForeignTables(Path root, ForeignCatalog catalog) {
    private static final Pattern UPDATED = Pattern.compile("\"last-updated-ms\"\\s*:\\s*(\\d+)");
    private static final Pattern NUMBER = Pattern.compile("v?(\\d+).*");

    /// Registers the table that `path` (below the root) is the folder or a metadata file of;
    /// answers its name.
    String register(String path) {
        Path given = root.resolve(path);
        boolean file = path.endsWith(".json");
        Path metadata = given.getParent();
        Path folder = file && metadata != null ? metadata.getParent() : given;
        if (folder == null) {
            throw new IllegalArgumentException(path);
        }
        String name = "t_" + path.replaceAll("[^A-Za-z0-9]+", "_").toLowerCase(Locale.ROOT);
        catalog.register(name, folder, file ? given : newest(folder.resolve("metadata")));
        return name;
    }

    private static Path newest(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all =
                    files.filter(file -> file.toString().endsWith(".metadata.json"))
                            .sorted(
                                    Comparator.comparingLong(ForeignTables::updated)
                                            .thenComparingInt(ForeignTables::number))
                            .toList();
            return all.getLast();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long updated(Path file) {
        try (InputStream raw = Files.newInputStream(file);
                InputStream text =
                        file.toString().contains(".gz.") ? new GZIPInputStream(raw) : raw) {
            Matcher matcher =
                    UPDATED.matcher(new String(text.readAllBytes(), StandardCharsets.UTF_8));
            return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int number(Path file) {
        Matcher matcher = NUMBER.matcher(String.valueOf(file.getFileName()));
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : Integer.MAX_VALUE;
    }
}
