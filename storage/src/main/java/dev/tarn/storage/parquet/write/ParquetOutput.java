package dev.tarn.storage.parquet.write;

import org.apache.iceberg.io.OutputFile;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;

/// Iceberg's output file as parquet-java's.
///
/// Parquet-java's writer leaves the stream open when a write fails, so whoever made this closes it
/// then.
final class ParquetOutput implements org.apache.parquet.io.OutputFile, Closeable {
    private final OutputFile file;
    private @Nullable PositionOutputStream opened;

    ParquetOutput(OutputFile file) {
        this.file = file;
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) {
        return stream(file.create());
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) {
        return stream(file.createOrOverwrite());
    }

    private PositionOutputStream stream(org.apache.iceberg.io.PositionOutputStream out) {
        PositionOutputStream stream =
                new DelegatingPositionOutputStream(out) {
                    @Override
                    public long getPos() throws IOException {
                        return out.getPos();
                    }
                };
        opened = stream;
        return stream;
    }

    /// Closes the stream, if one was opened.
    @Override
    public void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    @Override
    public String getPath() {
        return file.location();
    }
}
