package dev.tarn.storage.io.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A store of S3 in this process behind a wire that tests can break: each request meets the fault
/// that the test chose for it.
final class FaultyStore implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
    private static final String SLOW_DOWN_BODY =
            "<Error><Code>SlowDown</Code><Message>Reduce your request rate</Message></Error>";

    /// What happens to a request: it is answered; the connection ends before it is passed on, or
    /// after it was carried out; the store is busy; the body of the answer ends in the middle, or
    /// stands still there; or nothing is ever said.
    enum Fault {
        NONE,
        DROPPED,
        ANSWER_LOST,
        SLOW_DOWN,
        BROKEN_OFF,
        STALLED,
        SILENT
    }

    /// Chooses the fault of a request.
    interface Faults {
        Fault of(Request request);
    }

    /// @param line `GET /lake/key HTTP/1.1`
    /// @param number how many requests came before
    record Request(String line, String range, int number) {
        boolean isGet() {
            return line.startsWith("GET");
        }
    }

    private final S3Proxy store;
    private final ServerSocket listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile Faults faults = request -> Fault.NONE;

    FaultyStore() throws Exception {
        TransientNio2BlobStore blobs = new TransientNio2BlobStore();
        blobs.createContainer("lake");
        store =
                S3Proxy.builder()
                        .blobStore(blobs)
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "id", "secret")
                        .stopTimeout(0)
                        .build();
        store.start();
        listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /// Settings of a client with short waits.
    Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("s3.endpoint", "http://127.0.0.1:" + listener.getLocalPort());
        settings.put("s3.access-key-id", "id");
        settings.put("s3.secret-access-key", "secret");
        settings.put("s3.retry.min-wait-ms", "1");
        settings.put("s3.retry.max-wait-ms", "5");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    /// Forgets the requests up to now; later ones meet `newFaults`.
    void meet(Faults newFaults) {
        faults = newFaults;
        requests.clear();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                Request request = note(head);
                Fault fault = faults.of(request);
                if (fault == Fault.DROPPED) {
                    return;
                }
                if (head.toLowerCase(Locale.ROOT).contains("\r\nexpect: 100-continue")) {
                    out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
                    out.flush();
                }
                byte[] body = in.readNBytes(contentLength(head));
                if (!answer(request, fault, head, body, out)) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client went away.
        }
    }

    private Request note(String head) {
        Matcher range = Pattern.compile("(?i)\r\nrange: *([^\r]*)").matcher(head);
        String line = head.substring(0, head.indexOf('\r'));
        synchronized (requests) {
            Request request =
                    new Request(line, range.find() ? range.group(1) : "", requests.size());
            requests.add(request);
            return request;
        }
    }

    /// Whether the connection may be used again.
    private boolean answer(Request request, Fault fault, String head, byte[] body, OutputStream out)
            throws IOException {
        if (fault == Fault.SLOW_DOWN) {
            boolean hasBody = !request.line().startsWith("HEAD");
            out.write(
                    ("HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: "
                                    + (hasBody ? SLOW_DOWN_BODY.length() : 0)
                                    + "\r\nx-amz-request-id: R503\r\n\r\n"
                                    + (hasBody ? SLOW_DOWN_BODY : ""))
                            .getBytes(ISO_8859_1));
            out.flush();
            return true;
        }
        if (fault == Fault.SILENT) {
            awaitClose();
            return false;
        }
        byte[] answer = ask(head, body);
        switch (fault) {
            case ANSWER_LOST -> {
                return false;
            }
            case BROKEN_OFF, STALLED -> {
                int bodyStart = new String(answer, ISO_8859_1).indexOf("\r\n\r\n") + 4;
                out.write(answer, 0, bodyStart + (answer.length - bodyStart) / 2);
                out.flush();
                if (fault == Fault.STALLED) {
                    awaitClose();
                }
                return false;
            }
            case NONE, DROPPED, SLOW_DOWN, SILENT -> {
                out.write(answer);
                out.flush();
                return false;
            }
        }
        throw new AssertionError(fault);
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The store's whole answer to a request.
    private byte[] ask(String head, byte[] body) throws IOException {
        String passed =
                head.replaceAll("(?i)\r\nconnection: [^\r]*", "")
                        .replaceAll("(?i)\r\nexpect: [^\r]*", "");
        passed = passed.substring(0, passed.length() - 2) + "Connection: close\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), store.getPort())) {
            socket.getOutputStream().write(passed.getBytes(ISO_8859_1));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            return socket.getInputStream().readAllBytes();
        }
    }

    private static int contentLength(String head) {
        Matcher matcher = LENGTH.matcher(head);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /// Up to and with the empty line; nothing at the end of the connection.
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int matched = 0;
        byte[] end = {'\r', '\n', '\r', '\n'};
        for (int b = in.read(); b >= 0; b = in.read()) {
            bytes.write(b);
            matched = b == end[matched] ? matched + 1 : b == '\r' ? 1 : 0;
            if (matched == end.length) {
                return bytes.toString(ISO_8859_1);
            }
        }
        return "";
    }

    @Override
    public void close() throws Exception {
        closed.countDown();
        listener.close();
        store.stop();
    }
}
