package dev.tarn.testkit;

import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;

import java.io.IOException;
import java.util.Map;

/// A `FileIO` that hands every call to another, which it owns: what tests extend to count calls, to
/// hold them up or to fail them.
///
/// [Input], [Output], [Reads] and [Writes] do the same for files and streams. Reading and writing
/// of single bytes and of ranges of an array are all that streams are asked for. As thread-safe as
/// what it hands to.
public abstract class ForwardingFileIO implements FileIO {
    private static final long serialVersionUID = 1L;

    private final transient FileIO files;

    protected ForwardingFileIO(FileIO files) {
        this.files = files;
    }

    /// What readers of `file` are given: `file` itself unless overridden.
    protected InputFile input(InputFile file) {
        return file;
    }

    /// What writers of `file` are given: `file` itself unless overridden.
    protected OutputFile output(OutputFile file) {
        return file;
    }

    @Override
    public InputFile newInputFile(String location) {
        return input(files.newInputFile(location));
    }

    @Override
    public InputFile newInputFile(String location, long byteCount) {
        return input(files.newInputFile(location, byteCount));
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return output(files.newOutputFile(location));
    }

    @Override
    public void deleteFile(String location) {
        files.deleteFile(location);
    }

    @Override
    public Map<String, String> properties() {
        return files.properties();
    }

    @Override
    public void initialize(Map<String, String> properties) {
        files.initialize(properties);
    }

    @Override
    public void close() {
        files.close();
    }

    /// A file to read.
    public abstract static class Input implements InputFile {
        private final InputFile file;

        protected Input(InputFile file) {
            this.file = file;
        }

        @Override
        public long getLength() {
            return file.getLength();
        }

        @Override
        public SeekableInputStream newStream() {
            return file.newStream();
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

    /// A file to write.
    public abstract static class Output implements OutputFile {
        private final OutputFile file;

        protected Output(OutputFile file) {
            this.file = file;
        }

        @Override
        public PositionOutputStream create() {
            return file.create();
        }

        @Override
        public PositionOutputStream createOrOverwrite() {
            return file.createOrOverwrite();
        }

        @Override
        public String location() {
            return file.location();
        }

        @Override
        public InputFile toInputFile() {
            return file.toInputFile();
        }
    }

    /// A file being read.
    public abstract static class Reads extends SeekableInputStream {
        private final SeekableInputStream stream;

        protected Reads(SeekableInputStream stream) {
            this.stream = stream;
        }

        @Override
        public long getPos() throws IOException {
            return stream.getPos();
        }

        @Override
        public void seek(long position) throws IOException {
            stream.seek(position);
        }

        @Override
        public int read() throws IOException {
            return stream.read();
        }

        @Override
        public int read(byte[] target, int offset, int byteCount) throws IOException {
            return stream.read(target, offset, byteCount);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    /// A file being written.
    public abstract static class Writes extends PositionOutputStream {
        private final PositionOutputStream stream;

        protected Writes(PositionOutputStream stream) {
            this.stream = stream;
        }

        @Override
        public long getPos() throws IOException {
            return stream.getPos();
        }

        @Override
        public long storedLength() throws IOException {
            return stream.storedLength();
        }

        @Override
        public void write(int value) throws IOException {
            stream.write(value);
        }

        @Override
        public void write(byte[] source, int offset, int byteCount) throws IOException {
            stream.write(source, offset, byteCount);
        }

        @Override
        public void flush() throws IOException {
            stream.flush();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
