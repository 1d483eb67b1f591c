package dev.tarn.testkit;

import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// A `FileIO` that counts calls and fails at the n-th call of a kind.
///
/// Everything else goes to the one it wraps, which must be able to list if a test lists. A failure
/// is an [InjectedFailure], so that a test can tell it from a real one. Thread-safe; the counts of
/// all threads are one.
public final class FailingFileIO implements SupportsPrefixOperations {

    /// The calls that can fail: opening a file to read it, reading from it, asking for its length
    /// or existence, creating it, writing to it, closing what was written, deleting it; listing.
    public enum Kind {
        OPEN,
        READ,
        STAT,
        CREATE,
        WRITE,
        CLOSE,
        DELETE,
        LIST
    }

    /// A failure that the test asked for.
    public static final class InjectedFailure extends IOException {
        private static final long serialVersionUID = 1L;

        InjectedFailure(Kind kind, long call, String location) {
            super("Injected: %s call %d, of %s".formatted(kind, call, location));
        }
    }

    private final transient FileIO wrapped;
    private final Map<Kind, Long> counts = Collections.synchronizedMap(new EnumMap<>(Kind.class));
    private final Map<Kind, Long> failAt = Collections.synchronizedMap(new EnumMap<>(Kind.class));

    public FailingFileIO(FileIO wrapped) {
        this.wrapped = wrapped;
    }

    /// Makes the n-th call of `kind` from now on fail, counting from 1; later ones succeed again.
    public FailingFileIO failAt(Kind kind, long call) {
        failAt.put(kind, count(kind) + call);
        return this;
    }

    /// How many calls of `kind` there were, failed ones included.
    public long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    private void call(Kind kind, String location) throws InjectedFailure {
        long call = counts.merge(kind, 1L, Long::sum);
        if (failAt.remove(kind, call)) {
            throw new InjectedFailure(kind, call, location);
        }
    }

    private void callUnchecked(Kind kind, String location) {
        try {
            call(kind, location);
        } catch (InjectedFailure failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public InputFile newInputFile(String path) {
        return new CountedInput(wrapped.newInputFile(path));
    }

    @Override
    public OutputFile newOutputFile(String path) {
        return new CountedOutput(wrapped.newOutputFile(path));
    }

    @Override
    public void deleteFile(String path) {
        callUnchecked(Kind.DELETE, path);
        wrapped.deleteFile(path);
    }

    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        callUnchecked(Kind.LIST, prefix);
        return ((SupportsPrefixOperations) wrapped).listPrefix(prefix);
    }

    @Override
    public void deletePrefix(String prefix) {
        callUnchecked(Kind.DELETE, prefix);
        ((SupportsPrefixOperations) wrapped).deletePrefix(prefix);
    }

    @Override
    public Map<String, String> properties() {
        return wrapped.properties();
    }

    @Override
    public void initialize(Map<String, String> properties) {
        wrapped.initialize(properties);
    }

    @Override
    public void close() {
        wrapped.close();
    }

    private final class CountedInput implements InputFile {
        private final InputFile file;

        CountedInput(InputFile file) {
            this.file = file;
        }

        @Override
        public long getLength() {
            callUnchecked(Kind.STAT, location());
            return file.getLength();
        }

        @Override
        public SeekableInputStream newStream() {
            callUnchecked(Kind.OPEN, location());
            return new CountedReads(file.newStream(), location());
        }

        @Override
        public String location() {
            return file.location();
        }

        @Override
        public boolean exists() {
            callUnchecked(Kind.STAT, location());
            return file.exists();
        }
    }

    private final class CountedOutput implements OutputFile {
        private final OutputFile file;

        CountedOutput(OutputFile file) {
            this.file = file;
        }

        @Override
        public PositionOutputStream create() {
            callUnchecked(Kind.CREATE, location());
            return new CountedWrites(file.create(), location());
        }

        @Override
        public PositionOutputStream createOrOverwrite() {
            callUnchecked(Kind.CREATE, location());
            return new CountedWrites(file.createOrOverwrite(), location());
        }

        @Override
        public String location() {
            return file.location();
        }

        @Override
        public InputFile toInputFile() {
            return new CountedInput(file.toInputFile());
        }
    }

    private final class CountedReads extends SeekableInputStream {
        private final SeekableInputStream stream;
        private final String location;

        CountedReads(SeekableInputStream stream, String location) {
            this.stream = stream;
            this.location = location;
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
            call(Kind.READ, location);
            return stream.read();
        }

        @Override
        public int read(byte[] target, int offset, int byteCount) throws IOException {
            call(Kind.READ, location);
            return stream.read(target, offset, byteCount);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    private final class CountedWrites extends PositionOutputStream {
        private final PositionOutputStream stream;
        private final String location;

        CountedWrites(PositionOutputStream stream, String location) {
            this.stream = stream;
            this.location = location;
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
            call(Kind.WRITE, location);
            stream.write(value);
        }

        @Override
        public void write(byte[] source, int offset, int byteCount) throws IOException {
            call(Kind.WRITE, location);
            stream.write(source, offset, byteCount);
        }

        @Override
        public void flush() throws IOException {
            stream.flush();
        }

        @Override
        public void close() throws IOException {
            try {
                call(Kind.CLOSE, location);
            } catch (InjectedFailure failure) {
                stream.close();
                throw failure;
            }
            stream.close();
        }
    }
}
