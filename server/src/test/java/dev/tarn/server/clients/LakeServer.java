package dev.tarn.server.clients;

import dev.tarn.server.Tarn;
import dev.tarn.server.WebServer;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

/// A server of a lake in a folder, on a port of its own, to which everybody may say anything.
public final class LakeServer implements AutoCloseable {
    private final Tarn tarn;
    private final WebServer server;

    private LakeServer(Tarn tarn, WebServer server) {
        this.tarn = tarn;
        this.server = server;
    }

    public static LakeServer start(Path folder) {
        return start(folder, settings -> settings);
    }

    public static LakeServer start(Path folder, UnaryOperator<Settings> further) {
        Settings settings =
                Settings.defaults()
                        .set(Key.DATA_DIR, folder.toString(), "test")
                        .set(Key.HTTP_PORT, "0", "test");
        Tarn tarn = Tarn.open(TarnConfig.from(further.apply(settings)));
        return new LakeServer(tarn, tarn.serve());
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    @Override
    public void close() {
        server.close();
        tarn.close();
    }
}
