package dev.tarn.catalog.http;

import dev.tarn.catalog.access.Delegated.Prefixed;
import dev.tarn.catalog.access.SignatureDesk;
import dev.tarn.catalog.access.StorageDelegation.Asker;
import dev.tarn.catalog.access.StorageDelegation.Target;
import dev.tarn.catalog.service.Tables;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.credentials.ImmutableCredential;
import org.apache.iceberg.rest.requests.RemoteSignRequest;
import org.apache.iceberg.rest.responses.ImmutableLoadCredentialsResponse;
import org.apache.iceberg.rest.responses.ImmutableRemoteSignResponse;

import java.util.List;
import java.util.Map;

/// `GET …/tables/{table}/credentials` and `POST …/tables/{table}/sign`.
final class StorageResource {
    private final Tables tables;
    private final TableDelegation delegation;

    StorageResource(Tables tables, TableDelegation delegation) {
        this.tables = tables;
        this.delegation = delegation;
    }

    List<Route> routes() {
        return List.of(
                Route.read(Endpoint.V1_TABLE_CREDENTIALS, Needs.SELECT, this::credentials),
                Route.read(Endpoint.V1_TABLE_REMOTE_SIGN, Needs.SELECT, this::sign));
    }

    /// The parameters `planId` and `referenced-by` may be there; the credentials are those of the
    /// table either way.
    private Answer credentials(Call call) {
        TableIdentifier table = call.table();
        Target target = target(table);
        Asker asker = delegation.gate().asker(table);
        ImmutableLoadCredentialsResponse.Builder response =
                ImmutableLoadCredentialsResponse.builder();
        for (Prefixed entry : delegation.storage().refresh(target, asker)) {
            response.addCredentials(
                    ImmutableCredential.builder()
                            .prefix(entry.prefix())
                            .config(entry.config())
                            .build());
        }
        return new Answer(200, response.build(), TableDelegation.privately());
    }

    private Target target(TableIdentifier table) {
        String location = tables.metadataLocation(table);
        return new Target(
                delegation.path(table),
                delegation.areas().of(table, tables.at(location).outline()),
                false);
    }

    /// Clients keep what is answered `private` for half a minute, by method and URI.
    private Answer sign(Call call) {
        SignatureDesk.Request request = request(call.body().as(RemoteSignRequest.class));
        SignatureDesk.Signed signed = signed(call, request);
        return new Answer(
                200,
                ImmutableRemoteSignResponse.builder()
                        .uri(signed.uri())
                        .headers(signed.headers())
                        .build(),
                Map.of("Cache-Control", signed.isReusable() ? "private" : "no-cache"));
    }

    private SignatureDesk.Signed signed(Call call, SignatureDesk.Request request) {
        TableIdentifier table = call.table();
        Target target;
        try {
            target = target(table);
        } catch (NoSuchTableException e) {
            if (request.properties().isEmpty()) {
                throw e;
            }
            // the ticket is a decision, taken when the table was staged
            call.caller().needsNothing();
            return delegation
                    .storage()
                    .signStaged(request, delegation.path(table), delegation.gate().asker(table));
        }
        return delegation.storage().sign(request, target, delegation.gate().asker(table));
    }

    private static SignatureDesk.Request request(RemoteSignRequest request) {
        return new SignatureDesk.Request(
                request.method(),
                request.region(),
                request.uri(),
                request.headers(),
                request.properties(),
                request.body(),
                request.provider());
    }
}
