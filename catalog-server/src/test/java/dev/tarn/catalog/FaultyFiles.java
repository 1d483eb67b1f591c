package dev.tarn.catalog;

import dev.tarn.catalog.FaultSteps.Fault;
import dev.tarn.catalog.FaultSteps.Site;
import dev.tarn.testkit.ForwardingFileIO;

import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/// Real files whose calls are steps of [FaultSteps]. Remembers what was created. A failed or killed
/// write leaves what such a write leaves: nothing, or the whole file when only the answer was lost.
final class FaultyFiles extends ForwardingFileIO implements SupportsPrefixOperations {
    private static final long serialVersionUID = 1L;

    private final transient FileIO real;
    private final transient FaultSteps steps;
    private final Set<String> created = new TreeSet<>();

    FaultyFiles(FileIO real, FaultSteps steps) {
        super(real);
        this.real = real;
        this.steps = steps;
    }

    /// The locations that were created since this was asked before.
    Set<String> takeCreated() {
        Set<String> result = new TreeSet<>(created);
        created.clear();
        return result;
    }

    private <T> T take(Site site, Callable<T> action) {
        try {
            return takeChecked(site, action);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T takeChecked(Site site, Callable<T> action) throws IOException {
        try {
            return steps.take(site, false, action, FaultyFiles::failure);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static IOException failure(Fault fault) {
        return new IOException("Injected: " + fault);
    }

    @Override
    protected InputFile input(InputFile file) {
        return new Input(file) {
            @Override
            public long getLength() {
                return take(Site.FILE_STAT, super::getLength);
            }

            @Override
            public SeekableInputStream newStream() {
                return take(Site.FILE_OPEN, super::newStream);
            }

            @Override
            public boolean exists() {
                return take(Site.FILE_STAT, super::exists);
            }
        };
    }

    @Override
    protected OutputFile output(OutputFile file) {
        return new Output(file) {
            @Override
            public PositionOutputStream create() {
                created.add(location());
                return take(Site.FILE_CREATE, () -> new FaultyWrites(super.create()));
            }

            @Override
            public PositionOutputStream createOrOverwrite() {
                created.add(location());
                return take(Site.FILE_CREATE, () -> new FaultyWrites(super.createOrOverwrite()));
            }

            @Override
            public InputFile toInputFile() {
                return input(super.toInputFile());
            }
        };
    }

    @Override
    public void deleteFile(String path) {
        take(
                Site.FILE_DELETE,
                () -> {
                    super.deleteFile(path);
                    return null;
                });
    }

    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        return take(Site.FILE_LIST, () -> ((SupportsPrefixOperations) real).listPrefix(prefix));
    }

    @Override
    public void deletePrefix(String prefix) {
        throw new UnsupportedOperationException("Nobody deletes by prefix: " + prefix);
    }

    private final class FaultyWrites extends Writes {
        FaultyWrites(PositionOutputStream stream) {
            super(stream);
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int byteCount) throws IOException {
            takeChecked(
                    Site.FILE_WRITE,
                    () -> {
                        super.write(source, offset, byteCount);
                        return null;
                    });
        }

        @Override
        public void close() throws IOException {
            takeChecked(
                    Site.FILE_CLOSE,
                    () -> {
                        super.close();
                        return null;
                    });
        }
    }
}
