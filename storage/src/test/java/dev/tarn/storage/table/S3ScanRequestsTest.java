package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.storage.io.FileIos;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.types.Types;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// How many requests one scan makes of the store, and for how many bytes, beside Iceberg's generic
/// reader over its `S3FileIO`, which asks for each column apart: on the same table of eight files
/// of 24 columns.
class S3ScanRequestsTest {
    private static final int FILES = 8;
    private static final int ROWS = 4_000;
    private static final Schema SCHEMA = schema();

    private static final Counts COUNTS =
            new Counts(new AtomicInteger(), new AtomicInteger(), new AtomicLong());
    private static @Nullable S3Proxy proxy;
    private static Map<String, String> settings = Map.of();

    /// GETs, HEADs, and bytes that were sent for GETs.
    private record Counts(AtomicInteger gets, AtomicInteger heads, AtomicLong bytes) {
        /// What there was since the last time.
        Seen take() {
            return new Seen(gets.getAndSet(0), heads.getAndSet(0), bytes.getAndSet(0));
        }
    }

    private record Seen(int gets, int heads, long bytes) {}

    /// A store that counts what is asked of it.
    private static final class CountingStore extends ForwardingBlobStore {
        CountingStore(BlobStore store) {
            super(store);
        }

        @Override
        public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
            ResponseInputStream<GetObjectResponse> answer = super.getBlob(request);
            COUNTS.gets().incrementAndGet();
            COUNTS.bytes().addAndGet(answer.response().contentLength());
            return answer;
        }

        @Override
        public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
            COUNTS.heads().incrementAndGet();
            return super.blobMetadata(request);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        TransientNio2BlobStore store = new TransientNio2BlobStore();
        store.createContainer("lake");
        S3Proxy started =
                S3Proxy.builder()
                        .blobStore(new CountingStore(store))
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "id", "secret")
                        .stopTimeout(0)
                        .build();
        started.start();
        proxy = started;
        settings =
                Map.of(
                        "s3.endpoint",
                        "http://127.0.0.1:" + started.getPort(),
                        "s3.access-key-id",
                        "id",
                        "s3.secret-access-key",
                        "secret",
                        "s3.path-style-access",
                        "true",
                        "client.region",
                        "us-east-1");
    }

    @AfterAll
    static void stop() throws Exception {
        if (proxy != null) {
            proxy.stop();
        }
    }

    private static Schema schema() {
        List<Types.NestedField> fields = new ArrayList<>();
        fields.add(optional(1, "id", Types.LongType.get()));
        for (int i = 2; i <= 24; i++) {
            fields.add(
                    optional(
                            i,
                            "c" + i,
                            i % 2 == 0 ? Types.StringType.get() : Types.DoubleType.get()));
        }
        return new Schema(fields);
    }

    /// A table's metadata in memory, its files behind `io`.
    private static final class Operations implements TableOperations {
        private final FileIO io;
        private final String location;
        private @Nullable TableMetadata metadata;

        /// With `metadata` as a catalog gives it: nobody has read its manifest list yet.
        Operations(FileIO io, TableMetadata metadata) {
            this.io = io;
            this.location = metadata.location();
            this.metadata = TableMetadataParser.fromJson(TableMetadataParser.toJson(metadata));
        }

        @Override
        public TableMetadata current() {
            TableMetadata current = metadata;
            if (current == null) {
                throw new IllegalStateException("No metadata yet");
            }
            return current;
        }

        @Override
        public TableMetadata refresh() {
            return current();
        }

        @Override
        public void commit(@Nullable TableMetadata base, TableMetadata changed) {
            metadata = TableMetadata.buildFrom(changed).discardChanges().build();
        }

        @Override
        public FileIO io() {
            return io;
        }

        @Override
        public String metadataFileLocation(String fileName) {
            return location + "/metadata/" + fileName;
        }

        @Override
        public LocationProvider locationProvider() {
            return LocationProviders.locationsFor(location, Map.of());
        }
    }

    private static TableMetadata write(FileIO io, String location) {
        Operations operations =
                new Operations(
                        io,
                        TableMetadata.newTableMetadata(
                                SCHEMA, PartitionSpec.unpartitioned(), location, Map.of()));
        Table table = new BaseTable(operations, "lake.table");
        for (int file = 0; file < FILES; file++) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                rows.add(row(file * ROWS + row));
            }
            LocalTables.append(table, LocalTables.batch(SCHEMA, rows));
        }
        return operations.current();
    }

    private static List<@Nullable Object> row(long id) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(id);
        for (int i = 2; i <= 24; i++) {
            row.add(
                    i % 2 == 0
                            ? UUID.nameUUIDFromBytes(
                                            new byte[] {(byte) id, (byte) (id >> 8), (byte) i})
                                    .toString()
                            : (Object) (id / (double) i));
        }
        return row;
    }

    private static int countOurs(Table table, Schema projection, Expression filter) {
        return LocalTables.rows(table, projection, filter).size();
    }

    private static int countTheirs(Table table, Schema projection, Expression filter)
            throws IOException {
        int count = 0;
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table).project(projection).where(filter).build()) {
            for (Record record : records) {
                count += record.size() > 0 ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void a_scan_makes_at_most_half_of_the_requests_of_icebergs_reader() throws IOException {
        try (S3FileIO theirs = new S3FileIO();
                FileIO ours = FileIos.open("s3://lake/", settings)) {
            theirs.initialize(settings);
            TableMetadata metadata = write(ours, "s3://lake/table");
            Table ourTable = new BaseTable(new Operations(ours, metadata), "lake.table");
            Table theirTable = new BaseTable(new Operations(theirs, metadata), "lake.table");
            List<String> note = new ArrayList<>();
            Expression third = Expressions.lessThan("id", (long) ROWS * FILES / 3);
            for (Expression filter : List.of(Expressions.alwaysTrue(), third)) {
                for (Schema projection : List.of(SCHEMA.select("id", "c7", "c20"), SCHEMA)) {
                    COUNTS.take();
                    int theirRows = countTheirs(theirTable, projection, filter);
                    Seen their = COUNTS.take();
                    int ourRows = countOurs(ourTable, projection, filter);
                    Seen our = COUNTS.take();
                    note.add(
                            "S3 requests of a scan of %d columns where %s: Tarn %d GET, %d HEAD, %,d bytes; Iceberg %d GET, %d HEAD, %,d bytes"
                                    .formatted(
                                            projection.columns().size(),
                                            filter,
                                            our.gets(),
                                            our.heads(),
                                            our.bytes(),
                                            their.gets(),
                                            their.heads(),
                                            their.bytes()));
                    assertThat(our.heads()).as(note.getLast()).isZero();
                    assertThat(ourRows).isGreaterThanOrEqualTo(theirRows);
                    assertThat(2 * (our.gets() + our.heads()))
                            .as(note.getLast())
                            .isLessThanOrEqualTo(their.gets() + their.heads());
                }
            }
            note.forEach(System.out::println);
            Path folder = Path.of("target/test-notes");
            Files.createDirectories(folder);
            Files.write(folder.resolve("s3-requests.txt"), note);
        }
    }

    @Test
    void gaps_are_read_only_for_the_sake_of_requests() throws IOException {
        try (S3FileIO theirs = new S3FileIO();
                FileIO ours = FileIos.open("s3://lake/", settings)) {
            theirs.initialize(settings);
            TableMetadata metadata = write(ours, "s3://lake/gaps");
            Table ourTable = new BaseTable(new Operations(ours, metadata), "lake.gaps");
            Table theirTable = new BaseTable(new Operations(theirs, metadata), "lake.gaps");
            countOurs(ourTable, SCHEMA.select("id"), Expressions.alwaysTrue());
            for (Schema projection :
                    List.of(
                            SCHEMA.select("c4", "c17"),
                            SCHEMA.select("c2", "c8", "c24"),
                            SCHEMA.select("c3", "c6", "c11", "c12", "c13", "c18", "c23"))) {
                COUNTS.take();
                countTheirs(theirTable, projection, Expressions.alwaysTrue());
                Seen their = COUNTS.take();
                countOurs(ourTable, projection, Expressions.alwaysTrue());
                Seen our = COUNTS.take();
                String seen = "%s: %s, theirs %s".formatted(projection.columns(), our, their);
                assertThat(our.bytes()).as(seen).isLessThanOrEqualTo(2 * their.bytes());
                assertThat(2 * our.gets()).as(seen).isLessThanOrEqualTo(their.gets());
            }
        }
    }
}
