package dev.tarn.catalog.access;

import dev.tarn.catalog.access.Delegated.Prefixed;
import dev.tarn.catalog.service.TableAreas.Area;

import org.apache.iceberg.exceptions.ForbiddenException;
import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one warehouse gives its clients so that they get at the files of a table in S3: temporary
/// credentials where a role is configured, else its own keys where the operator said so and the
/// client may write, else signatures. Tables that are not in S3 get nothing. Thread-safe; must be
/// closed.
///
/// Whoever asks has been let in, and the areas have been checked, before this is called.
public final class StorageDelegation implements AutoCloseable {
    private static final String EXPIRES = "s3.session-token-expires-at-ms";
    private static final String REFRESH = "client.refresh-credentials-endpoint";
    private static final String SCHEME = "s3";

    private final DelegationSettings settings;
    private final AwsCredentialsProvider own;
    private final @Nullable RoleSessions sessions;
    private final SignatureDesk desk;

    private StorageDelegation(
            DelegationSettings settings, AwsCredentialsProvider own, Clock clock) {
        this.settings = settings;
        this.own = own;
        String role = settings.roleArn();
        this.sessions = role == null ? null : new RoleSessions(role, settings, own, clock);
        this.desk = new SignatureDesk(settings, own, clock);
    }

    /// @param properties those of the warehouse's FileIO, with the `delegation.*` ones
    /// @throws IllegalArgumentException for a property that is not accepted
    public static StorageDelegation open(Map<String, String> properties, Clock clock) {
        DelegationSettings settings = DelegationSettings.from(properties);
        return new StorageDelegation(settings, credentials(settings), clock);
    }

    private static AwsCredentialsProvider credentials(DelegationSettings settings) {
        String id = settings.storeText(DelegationSettings.ACCESS_KEY_ID);
        String secret = settings.storeText(DelegationSettings.SECRET_ACCESS_KEY);
        String token = settings.storeText(DelegationSettings.SESSION_TOKEN);
        if (id == null || secret == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        return StaticCredentialsProvider.create(
                token == null
                        ? AwsBasicCredentials.create(id, secret)
                        : AwsSessionCredentials.create(id, secret, token));
    }

    /// Who asks, and what they may do to the table.
    public record Asker(String principal, AccessLevel level) {}

    /// The table asked about.
    ///
    /// @param path where clients find it, below the catalog's address: `v1/namespaces/…/tables/…`
    /// @param areas where its files are, its own location first
    /// @param isStaged whether it does not exist yet
    public record Target(String path, List<Area> areas, boolean isStaged) {
        public Target {
            areas = List.copyOf(areas);
        }
    }

    /// Picks the best of the ways the client can handle.
    ///
    /// @param asked empty for a client that did not ask, which is told nothing
    public Delegated delegate(Set<DelegationKind> asked, Target target, Asker asker) {
        List<S3Area> areas = s3(target);
        if (asked.isEmpty() || areas.isEmpty()) {
            return Delegated.NONE;
        }
        if (asked.contains(DelegationKind.VENDED_CREDENTIALS)) {
            Map<String, String> vended = vended(target, areas, asker);
            if (!vended.isEmpty()) {
                return new Delegated(
                        vended,
                        List.of(new Prefixed(prefix(target), vended)),
                        Map.of(),
                        "vended " + vended + " " + target.areas());
            }
        }
        if (asked.contains(DelegationKind.REMOTE_SIGNING) && settings.signs()) {
            return new Delegated(
                    signing(target), List.of(), ticket(target, areas, asker), "signing");
        }
        return Delegated.NONE;
    }

    private Map<String, String> ticket(Target target, List<S3Area> areas, Asker asker) {
        return target.isStaged() ? desk.ticket(target.path(), areas, asker) : Map.of();
    }

    /// Credentials to go on with, for a client that had some. Empty where there are none to give.
    public List<Prefixed> refresh(Target target, Asker asker) {
        Map<String, String> vended = vended(target, s3(target), asker);
        return vended.isEmpty() ? List.of() : List.of(new Prefixed(prefix(target), vended));
    }

    /// Empty when this warehouse has no credentials to give.
    private Map<String, String> vended(Target target, List<S3Area> areas, Asker asker) {
        Map<String, String> config = location();
        if (areas.isEmpty()) {
            return Map.of();
        }
        if (sessions != null) {
            TemporaryCredentials given = sessions.get(asker.principal(), areas, asker.level());
            config.put(DelegationSettings.ACCESS_KEY_ID, given.accessKeyId());
            config.put(DelegationSettings.SECRET_ACCESS_KEY, given.secretAccessKey());
            config.put(DelegationSettings.SESSION_TOKEN, given.sessionToken());
            config.put(EXPIRES, Long.toString(given.expiresAt().toEpochMilli()));
            if (!target.isStaged()) {
                config.put(REFRESH, target.path() + "/credentials");
            }
            return config;
        }
        if (!settings.vendsStatic()
                || !settings.hasStaticKeys()
                || asker.level() == AccessLevel.READ) {
            return Map.of();
        }
        for (String key :
                List.of(
                        DelegationSettings.ACCESS_KEY_ID,
                        DelegationSettings.SECRET_ACCESS_KEY,
                        DelegationSettings.SESSION_TOKEN)) {
            String value = settings.storeText(key);
            if (value != null) {
                config.put(key, value);
            }
        }
        return config;
    }

    /// Clients from 1.12 on know the endpoint by themselves; `s3.signer.endpoint` is for those up
    /// to 1.11, and `s3.signer` for PyIceberg.
    private Map<String, String> signing(Target target) {
        Map<String, String> config = location();
        config.put("s3.remote-signing-enabled", "true");
        config.put("s3.signer", "S3V4RestSigner");
        config.put("s3.signer.endpoint", target.path() + "/sign");
        return config;
    }

    private Map<String, String> location() {
        Map<String, String> config = new HashMap<>();
        config.put(DelegationSettings.REGION, settings.region());
        String endpoint = settings.storeText(DelegationSettings.ENDPOINT);
        if (endpoint != null) {
            config.put(DelegationSettings.ENDPOINT, endpoint);
        }
        if (settings.isPathStyle()) {
            config.put(DelegationSettings.PATH_STYLE, "true");
        }
        return config;
    }

    private static List<S3Area> s3(Target target) {
        List<S3Area> result = new ArrayList<>();
        for (Area area : target.areas()) {
            S3Area found = S3Area.of(area.canonical());
            if (found != null) {
                result.add(found);
            }
        }
        return result;
    }

    /// What all locations begin with. One entry for all areas, because the credentials are the same
    /// and Iceberg's client refuses to refresh more than one.
    private static String prefix(Target target) {
        String common = target.areas().getFirst().location();
        if (target.areas().size() == 1) {
            return common;
        }
        for (Area area : target.areas()) {
            int same = 0;
            int most = Math.min(common.length(), area.location().length());
            while (same < most && common.charAt(same) == area.location().charAt(same)) {
                same++;
            }
            common = common.substring(0, same);
        }
        int slash = common.lastIndexOf('/');
        return slash < 0 ? SCHEME : common.substring(0, slash + 1);
    }

    /// Signs one request to the store for a table.
    ///
    /// @throws ForbiddenException when the request is not one that the asker may make
    public SignatureDesk.Signed sign(SignatureDesk.Request request, Target target, Asker asker) {
        return desk.sign(request, s3(target), asker);
    }

    /// The same for a table that is not there yet, by what was told when it was staged.
    public SignatureDesk.Signed signStaged(
            SignatureDesk.Request request, String path, Asker asker) {
        return desk.sign(request, desk.areasOfTicket(request, path, asker), asker);
    }

    @Override
    public void close() {
        if (sessions != null) {
            sessions.close();
        }
        if (own instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("Closing the credentials of the warehouse", e);
            }
        }
    }
}
