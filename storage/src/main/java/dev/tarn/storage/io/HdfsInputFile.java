package dev.tarn.storage.io;

import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.iceberg.io.DelegatingInputStream;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/// A file in HDFS whose streams read ranges in one call each.
///
/// @param plain the file as Hadoop's client opens it
/// @param file the same with checked failures
record HdfsInputFile(InputFile plain, InputFile file) implements InputFile {
    @Override
    public long getLength() {
        return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() {
        SeekableInputStream stream = CheckedFileIO.check("read", location(), plain::newStream);
        if (stream instanceof DelegatingInputStream wrapper
                && wrapper.getDelegate() instanceof FSDataInputStream ranges) {
            return new HdfsInputStream(stream, ranges, file);
        }
        return new CheckedInputStream(stream, location());
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
