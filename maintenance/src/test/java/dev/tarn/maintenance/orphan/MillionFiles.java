package dev.tarn.maintenance.orphan;

import dev.tarn.engine.Session;
import dev.tarn.engine.spi.FileOwnership;
import dev.tarn.engine.spi.FileRewrite;
import dev.tarn.engine.spi.ProcedureTable;
import dev.tarn.storage.io.RoutingFileIO;
import dev.tarn.testkit.ForwardingFileIO;

import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.types.Types;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// A dry run of orphan removal on a table in a store with many objects, which are only told by the
/// listing; the metadata are on the local disk. Prints how many orphans there are, in how much
/// time.
final class MillionFiles {
    private static final String LOCATION = "s3://lake/warehouse/tables/t";
    private static final int COMMITS = 20;

    private MillionFiles() {}

    /// `DIRECTORY FILES`: one in ten of so many files is an orphan.
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int files = Integer.parseInt(arguments[1]);
        Files.createDirectories(directory.resolve("metadata"));
        Table table =
                new BaseTable(new Operations(new ListingFileIO(files), directory), "t", _ -> {});
        append(table, files);
        long start = System.nanoTime();
        int orphans =
                new RemoveOrphanFilesProcedure(InstantSource.system())
                        .rows(new Called(table), Map.of("dry_run", true))
                        .size();
        System.out.printf("%d %d ms%n", orphans, (System.nanoTime() - start) / 1_000_000);
    }

    private static String location(int file) {
        return LOCATION
                + "/data/day=%d/%08d-0a1b2c3d-4e5f-6789-abcd-ef0123456789-00001.parquet"
                        .formatted(file % 365, file);
    }

    private static void append(Table table, int files) {
        for (int commit = 0; commit < COMMITS; commit++) {
            AppendFiles append = table.newFastAppend();
            for (int file = commit; file < files; file += COMMITS) {
                if (file % 10 != 7) {
                    append.appendFile(
                            DataFiles.builder(table.spec())
                                    .withPath(location(file))
                                    .withFormat(FileFormat.PARQUET)
                                    .withFileSizeInBytes(1)
                                    .withRecordCount(1)
                                    .build());
                }
            }
            append.commit();
        }
    }

    /// Lists the objects one by one, and has none of them.
    private static final class ListingFileIO extends ForwardingFileIO
            implements SupportsPrefixOperations {
        private static final long serialVersionUID = 1L;
        private final int files;

        ListingFileIO(int files) {
            super(new RoutingFileIO());
            this.files = files;
        }

        @Override
        public Iterable<FileInfo> listPrefix(String prefix) {
            return prefix.endsWith("/journal/")
                    ? List.of()
                    : () ->
                            IntStream.range(0, files)
                                    .mapToObj(file -> new FileInfo(location(file), 1, 1))
                                    .iterator();
        }

        @Override
        public void deletePrefix(String prefix) {
            throw new UnsupportedOperationException(prefix);
        }
    }

    /// Keeps the metadata themselves in memory.
    private static final class Operations implements TableOperations {
        private final FileIO io;
        private final Path directory;
        private TableMetadata current;

        Operations(FileIO io, Path directory) {
            this.io = io;
            this.directory = directory;
            Schema schema = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
            this.current =
                    TableMetadata.newTableMetadata(
                            schema, PartitionSpec.unpartitioned(), LOCATION, Map.of());
        }

        @Override
        public TableMetadata current() {
            return current;
        }

        @Override
        public TableMetadata refresh() {
            return current;
        }

        @Override
        public void commit(TableMetadata base, TableMetadata updated) {
            current = updated;
        }

        @Override
        public FileIO io() {
            return io;
        }

        @Override
        public String metadataFileLocation(String file) {
            return directory.resolve("metadata").resolve(file).toString();
        }

        @Override
        public LocationProvider locationProvider() {
            return LocationProviders.locationsFor(LOCATION, Map.of());
        }
    }

    private record Called(Table table) implements ProcedureTable {
        @Override
        public String name() {
            return "t";
        }

        @Override
        public Session session() {
            return Session.of("test", null, null);
        }

        @Override
        public FileOwnership.Others others() {
            return new Nobody();
        }

        @Override
        public Expression condition(String sql) {
            throw new UnsupportedOperationException(sql);
        }

        @Override
        public List<DataFile> rewrite(FileRewrite rewrite) {
            throw new UnsupportedOperationException(rewrite.toString());
        }
    }

    private record Nobody() implements FileOwnership.Others {
        @Override
        public boolean mayDelete(String location) {
            return location.startsWith(LOCATION);
        }

        @Override
        public void references(Consumer<String> files) {}

        @Override
        public boolean isPlanned(long snapshotId) {
            return false;
        }
    }
}
