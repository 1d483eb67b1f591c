package dev.tarn.server.config;

import dev.tarn.engine.AdmissionConfig;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what one user and what a group may have run.
final class AdmissionSettings {
    private static final Pattern GROUP =
            Pattern.compile("([^=/,\\s]+)\\s*=\\s*(\\d{1,6})\\s*/\\s*(\\d{1,6})");

    private AdmissionSettings() {}

    /// @param memoryBytes what all queries together may reserve
    static AdmissionConfig read(Settings settings, long memoryBytes) {
        List<AdmissionConfig.Group> groups = groups(settings);
        try {
            return new AdmissionConfig(
                    limit(settings, Key.ENGINE_MAX_CONCURRENT_QUERIES_PER_USER, 1),
                    limit(settings, Key.ENGINE_MAX_QUEUED_QUERIES_PER_USER, 0),
                    groups,
                    settings.bytesOf(Key.ENGINE_MIN_FREE_MEMORY, memoryBytes));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    private static int limit(Settings settings, Key key, int least) {
        return settings.textOrNull(key) == null
                ? Integer.MAX_VALUE
                : settings.number(key, least, 1_000_000);
    }

    private static List<AdmissionConfig.Group> groups(Settings settings) {
        List<AdmissionConfig.Group> groups = new ArrayList<>();
        String text = settings.textOrNull(Key.ENGINE_GROUPS);
        for (String item : text == null ? new String[0] : text.split(",", -1)) {
            Matcher matcher = GROUP.matcher(item.strip());
            if (!matcher.matches() || Integer.parseInt(matcher.group(2)) == 0) {
                throw settings.refused(
                        Key.ENGINE_GROUPS,
                        "ROLE=RUNNING/WAITING by commas, such as etl=4/100, where at least 1 runs");
            }
            groups.add(
                    new AdmissionConfig.Group(
                            matcher.group(1),
                            Integer.parseInt(matcher.group(2)),
                            Integer.parseInt(matcher.group(3))));
        }
        return groups;
    }
}
