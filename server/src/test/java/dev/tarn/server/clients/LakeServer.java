package dev.tarn.server.clients;

import dev.tarn.server.Tarn;
import dev.tarn.server.WebServer;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;

import java.nio.file.Path;

/// A server of a lake in a folder, on a port of its own, to which everybody may say anything.
final class LakeServer implements AutoCloseable {
    private final Tarn tarn;
    private final WebServer server;

    private LakeServer(Tarn tarn, WebServer server) {
        this.tarn = tarn;
        this.server = server;
    }

    static LakeServer start(Path folder) {
        Settings settings =
                Settings.defaults()
                        .set(Key.DATA_DIR, folder.toString(), "test")
                        .set(Key.HTTP_PORT, "0", "test");
        Tarn tarn = Tarn.open(TarnConfig.from(settings));
        return new LakeServer(tarn, tarn.serve());
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    Tarn tarn() {
        return tarn;
    }

    @Override
    public void close() {
        server.close();
        tarn.close();
    }
}
