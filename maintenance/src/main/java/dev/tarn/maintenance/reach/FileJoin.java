package dev.tarn.maintenance.reach;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Finds, of many files, those that nobody refers to: an anti-join whose memory does not grow with
/// the number of files.
///
/// What is told is kept in memory up to [#KEPT_CHARACTERS], and beyond that on the local disk in 64
/// partitions by a hash of the path, which are joined one after the other (GRACE hash join). So
/// memory is that, and what a 64th of the references and files takes, about 250 bytes each. For one
/// thread; closing it deletes what it has on disk.
public final class FileJoin implements AutoCloseable {
    static final long KEPT_CHARACTERS = 16L << 20;
    private static final int PARTITIONS = 64;
    private static final int BUFFER_BYTES = 8 << 10;
    private static final int TOLD_CONFLICTS = 5;

    /// What to do where metadata refer to a file of the same path in another store.
    public enum Mismatch {
        /// Refuse to go on.
        ERROR,
        /// The file counts as referred to.
        IGNORE,
        /// The file counts as another one.
        DELETE
    }

    private enum Side {
        REFERENCE,
        MARK,
        FILE
    }

    /// Told of each file that nobody refers to, once.
    @FunctionalInterface
    public interface Visitor {
        /// @param mark what was said of it by [#mark]; null where nothing was
        void unreferenced(TableFile file, @Nullable TableFile mark);
    }

    private final FileNames names;
    private final Mismatch mismatch;
    private final long keptLimit;
    private final Map<Side, List<TableFile>> kept = new EnumMap<>(Side.class);
    private final Set<String> conflicts = new HashSet<>();
    private long keptCharacters;
    private @Nullable Path directory;
    private final Map<Side, DataOutputStream[]> spilled = new EnumMap<>(Side.class);

    public FileJoin(FileNames names, Mismatch mismatch) {
        this(names, mismatch, KEPT_CHARACTERS);
    }

    FileJoin(FileNames names, Mismatch mismatch, long keptLimit) {
        this.names = names;
        this.mismatch = mismatch;
        this.keptLimit = keptLimit;
        for (Side side : Side.values()) {
            kept.put(side, new ArrayList<>());
        }
    }

    /// Somebody refers to the file at `location`.
    public void refer(String location) {
        add(Side.REFERENCE, new TableFile(location, FileKind.OTHER, 0, 0));
    }

    /// A file that may be referred to by nobody.
    public void add(TableFile file) {
        add(Side.FILE, file);
    }

    /// Something to be told with the file at the same location; of several the one with the least
    /// time.
    public void mark(TableFile file) {
        add(Side.MARK, file);
    }

    private void add(Side side, TableFile file) {
        if (directory != null) {
            spill(side, file);
            return;
        }
        kept(side).add(file);
        keptCharacters += file.location().length();
        if (keptCharacters > keptLimit) {
            startSpilling();
        }
    }

    private List<TableFile> kept(Side side) {
        return kept.computeIfAbsent(side, _ -> new ArrayList<>());
    }

    private void startSpilling() {
        try {
            Path made = Files.createTempDirectory("tarn-maintenance-");
            directory = made;
            for (Side side : Side.values()) {
                DataOutputStream[] outputs = new DataOutputStream[PARTITIONS];
                for (int i = 0; i < PARTITIONS; i++) {
                    outputs[i] =
                            new DataOutputStream(
                                    new BufferedOutputStream(
                                            Files.newOutputStream(path(made, side, i)),
                                            BUFFER_BYTES));
                }
                spilled.put(side, outputs);
            }
        } catch (IOException e) {
            throw failure(e);
        }
        for (Side side : Side.values()) {
            kept(side).forEach(file -> spill(side, file));
            kept(side).clear();
        }
    }

    private static Path path(Path directory, Side side, int partition) {
        return directory.resolve(side + "-" + partition);
    }

    private DataOutputStream[] outputs(Side side) {
        DataOutputStream[] outputs = spilled.get(side);
        if (outputs == null) {
            throw new IllegalStateException("Nothing is on disk");
        }
        return outputs;
    }

    private void spill(Side side, TableFile file) {
        byte[] location = file.location().getBytes(StandardCharsets.UTF_8);
        int hash = names.name(file.location()).path().hashCode();
        DataOutputStream output = outputs(side)[(hash ^ hash >>> 16) & PARTITIONS - 1];
        try {
            output.writeByte(file.kind().ordinal());
            output.writeLong(file.bytes());
            output.writeLong(file.millis());
            output.writeInt(location.length);
            output.write(location);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /// Tells `visitor` of the files that nobody refers to, as far as was told by now.
    ///
    /// @throws SqlException INVALID_ARGUMENTS if a file has the path of one that is referred to in
    ///   another store, and the mode is ERROR; the visitor was told of others by then, so whoever
    ///   acts on what it is told asks once without acting
    public void forEachUnreferenced(Visitor visitor) {
        Path made = directory;
        if (made == null) {
            join(
                    kept(Side.REFERENCE)::forEach,
                    kept(Side.MARK)::forEach,
                    kept(Side.FILE)::forEach,
                    visitor);
        } else {
            flush();
            for (int i = 0; i < PARTITIONS; i++) {
                join(
                        reading(path(made, Side.REFERENCE, i)),
                        reading(path(made, Side.MARK, i)),
                        reading(path(made, Side.FILE, i)),
                        visitor);
            }
        }
        refuseConflicts();
    }

    private void flush() {
        try {
            for (DataOutputStream[] outputs : spilled.values()) {
                for (DataOutputStream output : outputs) {
                    output.flush();
                }
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private interface Source extends Consumer<Consumer<TableFile>> {}

    private static Source reading(Path path) {
        return consumer -> {
            try (DataInputStream input =
                    new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
                for (int kind = input.read(); kind >= 0; kind = input.read()) {
                    long bytes = input.readLong();
                    long millis = input.readLong();
                    byte[] location = input.readNBytes(input.readInt());
                    consumer.accept(
                            new TableFile(
                                    new String(location, StandardCharsets.UTF_8),
                                    FileKind.values()[kind],
                                    bytes,
                                    millis));
                }
            } catch (IOException e) {
                throw failure(e);
            }
        };
    }

    private void join(Source references, Source marks, Source files, Visitor visitor) {
        Map<String, Set<String>> referenced = new HashMap<>();
        Map<String, Set<String>> one = new HashMap<>();
        references.accept(file -> {
            FileNames.Name name = names.name(file.location());
            Set<String> prefixes = one.computeIfAbsent(name.prefix(), Set::of);
            referenced.merge(name.path(), prefixes, FileJoin::union);
        });
        Map<FileNames.Name, TableFile> marked = new HashMap<>();
        marks.accept(file -> marked.merge(names.name(file.location()), file, FileJoin::older));
        Set<FileNames.Name> told = new HashSet<>();
        files.accept(file -> {
            FileNames.Name name = names.name(file.location());
            Set<String> prefixes = referenced.get(name.path());
            if ((prefixes == null || isAnother(name, prefixes)) && told.add(name)) {
                visitor.unreferenced(file, marked.get(name));
            }
        });
    }

    private static TableFile older(TableFile left, TableFile right) {
        return left.millis() <= right.millis() ? left : right;
    }

    private static Set<String> union(Set<String> left, Set<String> right) {
        if (left.containsAll(right)) {
            return left;
        }
        Set<String> both = new HashSet<>(left);
        both.addAll(right);
        return both;
    }

    private boolean isAnother(FileNames.Name file, Set<String> references) {
        for (String reference : references) {
            if (FileNames.isSame(reference, file.prefix())) {
                return false;
            }
        }
        if (mismatch == Mismatch.ERROR && conflicts.size() < TOLD_CONFLICTS) {
            conflicts.add(
                    "%s%s, which metadata have at %s"
                            .formatted(file.prefix(), file.path(), String.join(", ", references)));
        }
        return mismatch == Mismatch.DELETE;
    }

    private void refuseConflicts() {
        if (!conflicts.isEmpty()) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Nobody knows whether these files are referred to, because only their paths agree: %s; say by equal_schemes or equal_authorities what is the same, or by prefix_mismatch_mode => 'IGNORE' that they stay"
                            .formatted(String.join("; ", conflicts)));
        }
    }

    private static UncheckedIOException failure(IOException e) {
        return new UncheckedIOException(
                "Names of files cannot be kept on the local disk: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        Path made = directory;
        if (made == null) {
            return;
        }
        try {
            for (Map.Entry<Side, DataOutputStream[]> outputs : spilled.entrySet()) {
                for (int i = 0; i < PARTITIONS; i++) {
                    outputs.getValue()[i].close();
                    Files.deleteIfExists(path(made, outputs.getKey(), i));
                }
            }
            Files.deleteIfExists(made);
        } catch (IOException e) {
            throw failure(e);
        }
    }
}
