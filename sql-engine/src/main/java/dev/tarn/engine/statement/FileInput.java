package dev.tarn.engine.statement;

import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.physical.FileSource;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Files that COPY INTO reads: a path or a glob; the format where the text says it, else the suffix
/// decides; options as written.
public record FileInput(
        String location,
        FileSource.@Nullable Format format,
        List<Property> options,
        @Nullable Position position) {
    public FileInput {
        options = List.copyOf(options);
    }
}
