package dev.tarn.engine;

import dev.tarn.testkit.ForwardingFileIO;

import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/// Files of the local disk, some of which are of a store that takes requests and never answers.
public final class StallingFileIO extends HadoopFileIO {
    private static final long serialVersionUID = 1L;

    private static volatile @Nullable Stall stall;

    /// Has every read of files whose location ends in `suffix` wait for a server that is silent.
    static final class Stall implements AutoCloseable {
        private final String suffix;
        private final ServerSocket silent;
        private final CountDownLatch begun = new CountDownLatch(1);

        Stall(String suffix) throws IOException {
            this.suffix = suffix;
            this.silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
            stall = this;
        }

        /// Waits until a read waits.
        void awaitBegun() throws InterruptedException {
            begun.await();
        }

        private int read() throws IOException {
            try (Socket socket = new Socket(silent.getInetAddress(), silent.getLocalPort())) {
                begun.countDown();
                return socket.getInputStream().read();
            }
        }

        @Override
        public void close() throws IOException {
            stall = null;
            silent.close();
        }
    }

    @Override
    public InputFile newInputFile(String path) {
        return new Stalling(super.newInputFile(path));
    }

    @Override
    public InputFile newInputFile(String path, long length) {
        return new Stalling(super.newInputFile(path, length));
    }

    private static final class Stalling extends ForwardingFileIO.Input {
        Stalling(InputFile file) {
            super(file);
        }

        @Override
        public SeekableInputStream newStream() {
            Stall now = stall;
            if (now == null || !location().endsWith(now.suffix)) {
                return super.newStream();
            }
            try {
                now.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new IllegalStateException("A silent server has answered");
        }
    }
}
