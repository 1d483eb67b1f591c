package dev.tarn.storage.io;

import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.iceberg.io.DelegatingInputStream;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/// A file in HDFS whose streams read ranges.
///
/// @param file the file as Iceberg opens it with Hadoop's client
record HdfsInputFile(InputFile file) implements InputFile {
    @Override
    public long getLength() {
        return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() {
        SeekableInputStream stream = file.newStream();
        return stream instanceof DelegatingInputStream wrapper
                        && wrapper.getDelegate() instanceof FSDataInputStream ranges
                ? new HdfsInputStream(stream, ranges, file)
                : stream;
    }

    @Override
    public String location() {
        return file.location();
    }

    @Override
    public boolean exists() {
        return file.exists();
    }
}
