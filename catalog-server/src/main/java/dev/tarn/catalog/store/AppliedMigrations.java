package dev.tarn.catalog.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import javax.sql.DataSource;

/// Whether a database has all migrations of this program and no others, so that Flyway, which takes
/// longer to start than a short query runs, has nothing to do.
///
/// Compares the scripts in this program's class path with Flyway's own history table, by name and
/// checksum. Anything unusual (no such table, a script that failed or changed) is left to Flyway.
final class AppliedMigrations {
    private static final String HISTORY =
            "SELECT script, checksum, success FROM flyway_schema_history";

    private AppliedMigrations() {}

    /// Whether `database` stands where the scripts of `folder`, a class path folder that ends in a
    /// slash, lead to.
    static boolean areCurrent(DataSource database, String folder) {
        try {
            Map<String, Integer> carried = carried(folder);
            return !carried.isEmpty() && carried.equals(applied(database));
        } catch (SQLException | IOException | URISyntaxException e) {
            return false;
        }
    }

    private static Map<String, Integer> applied(DataSource database) throws SQLException {
        Map<String, Integer> checksums = new HashMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(HISTORY)) {
            while (rows.next()) {
                if (!rows.getBoolean(3)) {
                    return Map.of();
                }
                checksums.put(rows.getString(1), rows.getInt(2));
            }
        }
        return checksums;
    }

    private static Map<String, Integer> carried(String folder)
            throws IOException, URISyntaxException {
        Map<String, Integer> checksums = new HashMap<>();
        for (String script : scripts(folder)) {
            try (InputStream in =
                    AppliedMigrations.class.getClassLoader().getResourceAsStream(folder + script)) {
                if (in == null) {
                    return Map.of();
                }
                checksums.put(script, checksum(in));
            }
        }
        return checksums;
    }

    /// Names of the SQL files directly in `folder`, in the jar or folder that this class is in.
    private static List<String> scripts(String folder) throws IOException, URISyntaxException {
        CodeSource source = AppliedMigrations.class.getProtectionDomain().getCodeSource();
        URL place = source == null ? null : source.getLocation();
        if (place == null) {
            return List.of();
        }
        Path path = Path.of(place.toURI());
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path.resolve(folder))) {
                return files.map(file -> String.valueOf(file.getFileName()))
                        .filter(name -> name.endsWith(".sql"))
                        .toList();
            }
        }
        try (JarFile jar = new JarFile(path.toFile())) {
            return jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(folder) && name.endsWith(".sql"))
                    .map(name -> name.substring(folder.length()))
                    .toList();
        }
    }

    /// What Flyway writes down for a script: the CRC32 of its lines without their ends.
    private static int checksum(InputStream in) throws IOException {
        CRC32 crc = new CRC32();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            crc.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return (int) crc.getValue();
    }
}
