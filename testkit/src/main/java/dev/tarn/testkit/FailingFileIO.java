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
public final class FailingFileIO extends ForwardingFileIO implements SupportsPrefixOperations {
    private static final long serialVersionUID = 1L;

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
        super(wrapped);
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
    protected InputFile input(InputFile file) {
        return new CountedInput(file);
    }

    @Override
    protected OutputFile output(OutputFile file) {
        return new CountedOutput(file);
    }

    @Override
    public void deleteFile(String path) {
        callUnchecked(Kind.DELETE, path);
        super.deleteFile(path);
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

    private final class CountedInput extends Input {
        CountedInput(InputFile file) {
            super(file);
        }

        @Override
        public long getLength() {
            callUnchecked(Kind.STAT, location());
            return super.getLength();
        }

        @Override
        public SeekableInputStream newStream() {
            callUnchecked(Kind.OPEN, location());
            return new CountedReads(super.newStream(), location());
        }

        @Override
        public boolean exists() {
            callUnchecked(Kind.STAT, location());
            return super.exists();
        }
    }

    private final class CountedOutput extends Output {
        CountedOutput(OutputFile file) {
            super(file);
        }

        @Override
        public PositionOutputStream create() {
            callUnchecked(Kind.CREATE, location());
            return new CountedWrites(super.create(), location());
        }

        @Override
        public PositionOutputStream createOrOverwrite() {
            callUnchecked(Kind.CREATE, location());
            return new CountedWrites(super.createOrOverwrite(), location());
        }

        @Override
        public InputFile toInputFile() {
            return new CountedInput(super.toInputFile());
        }
    }

    private final class CountedReads extends Reads {
        private final String location;

        CountedReads(SeekableInputStream stream, String location) {
            super(stream);
            this.location = location;
        }

        @Override
        public int read() throws IOException {
            call(Kind.READ, location);
            return super.read();
        }

        @Override
        public int read(byte[] target, int offset, int byteCount) throws IOException {
            call(Kind.READ, location);
            return super.read(target, offset, byteCount);
        }
    }

    private final class CountedWrites extends Writes {
        private final String location;

        CountedWrites(PositionOutputStream stream, String location) {
            super(stream);
            this.location = location;
        }

        @Override
        public void write(int value) throws IOException {
            call(Kind.WRITE, location);
            super.write(value);
        }

        @Override
        public void write(byte[] source, int offset, int byteCount) throws IOException {
            call(Kind.WRITE, location);
            super.write(source, offset, byteCount);
        }

        @Override
        public void close() throws IOException {
            try {
                call(Kind.CLOSE, location);
            } catch (InjectedFailure failure) {
                super.close();
                throw failure;
            }
            super.close();
        }
    }
}
