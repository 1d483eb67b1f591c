package dev.tarn.storage.io.s3;

import dev.tarn.storage.io.remote.CheckedFileIO;

import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.io.StorageCredential;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// S3, or a store that speaks its protocol, over AWS SDK v2; failures say what happened. What it
/// does is in [S3Files].
public final class S3Io extends CheckedFileIO {
    private static final long serialVersionUID = 1L;

    private final S3FileIO clients;

    private S3Io(S3Files files, S3FileIO clients) {
        super(files);
        this.clients = clients;
    }

    /// Opens with Iceberg's `s3.*` and `client.*` properties. Where `s3.endpoint` is set, the store
    /// is not Amazon's: the region is then `us-east-1` and paths are in the URL unless said
    /// otherwise. Nothing is contacted yet; the caller closes it.
    public static S3Io open(Map<String, String> properties) {
        Map<String, String> settings = new HashMap<>(properties);
        settings.putIfAbsent("http-client.type", "apache");
        if (settings.containsKey("s3.endpoint")) {
            settings.putIfAbsent("client.region", "us-east-1");
            settings.putIfAbsent("s3.path-style-access", "true");
        }
        if (!settings.containsKey("client.factory")) {
            settings.putIfAbsent("s3.client-factory-impl", S3ClientFactory.class.getName());
        }
        S3FileIO clients = new S3FileIO();
        clients.initialize(settings);
        return new S3Io(new S3Files(clients, settings), clients);
    }

    /// Takes the credentials that a catalog gave for some prefixes.
    public void setCredentials(List<StorageCredential> credentials) {
        clients.setCredentials(credentials);
    }
}
