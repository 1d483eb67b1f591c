package dev.tarn.bench.duel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A table of both engines: an Iceberg table of Tarn's, and a view of its data files in DuckDB.
public record BenchTable(String name, List<Path> files, long rowCount) {
    public long fileBytes() {
        long bytes = 0;
        for (Path file : files) {
            try {
                bytes += Files.size(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return bytes;
    }
}
