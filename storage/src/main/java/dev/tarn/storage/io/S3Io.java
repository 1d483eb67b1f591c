package dev.tarn.storage.io;

import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

import java.util.HashMap;
import java.util.Map;

/// S3 through Iceberg's `S3FileIO` over AWS SDK v2, with the two things added that it leaves out:
/// `create` is a conditional put, so that one writer wins, and failures say what happened.
final class S3Io extends CheckedFileIO {
    private static final long serialVersionUID = 1L;

    private final S3FileIO store;

    private S3Io(S3FileIO store) {
        super(store);
        this.store = store;
    }

    /// Opens with Iceberg's `s3.*` and `client.*` properties. Where `s3.endpoint` is set, the store
    /// is not Amazon's: the region is then `us-east-1` and paths are in the URL unless said
    /// otherwise.
    static S3Io open(Map<String, String> properties) {
        Map<String, String> settings = new HashMap<>(properties);
        settings.putIfAbsent("http-client.type", "apache");
        if (settings.containsKey("s3.endpoint")) {
            settings.putIfAbsent("client.region", "us-east-1");
            settings.putIfAbsent("s3.path-style-access", "true");
        }
        S3FileIO store = new S3FileIO();
        store.initialize(settings);
        return new S3Io(store);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        OutputFile plain = super.newOutputFile(location);
        return new ConditionalOutputFile(store, plain);
    }

    /// Like the file that `S3FileIO` gives, but `create` leaves the check to the store.
    private record ConditionalOutputFile(S3FileIO store, OutputFile plain) implements OutputFile {
        @Override
        public PositionOutputStream create() {
            String location = location();
            return new CheckedOutputStream(
                    new S3CreateStream(store.client(location), S3Uri.of(location)), location);
        }

        @Override
        public PositionOutputStream createOrOverwrite() {
            return plain.createOrOverwrite();
        }

        @Override
        public String location() {
            return plain.location();
        }

        @Override
        public InputFile toInputFile() {
            return plain.toInputFile();
        }
    }
}
