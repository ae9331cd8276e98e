package dev.sallyport.core.sandbox.iam;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.User;

/** Users and their access keys. */
final class Users {
    private static final int MOST_KEYS = 2;

    private final Directory directory;
    private final Attachments attachments;
    private final Authorizer authorizer;
    private final AccessKeys keys;
    private final Shelf<UserKey> userKeys;
    private final Clock clock;

    /** An access key of a user; the pair itself stays here while it is inactive. */
    record UserKey(String userName, AccessKey key, boolean active, Instant created) {
        AccessKeyMetadata shape() {
            return AccessKeyMetadata.builder()
                    .userName(userName)
                    .accessKeyId(key.accessKeyId())
                    .status(status())
                    .createDate(created)
                    .build();
        }

        String status() {
            return active ? "Active" : "Inactive";
        }
    }

    Users(
            SandboxState state,
            Directory directory,
            Attachments attachments,
            Authorizer authorizer,
            AccessKeys keys,
            Clock clock) {
        this.directory = directory;
        this.attachments = attachments;
        this.authorizer = authorizer;
        this.keys = keys;
        this.userKeys = state.shelf("iam/user-keys", UserKey.class);
        this.clock = clock;
    }

    Principal create(CreateUserRequest request) {
        String name = IamFaults.name(request.userName(), "userName", 64);
        String path = IamFaults.path(request.path());
        String arn = "arn:aws:iam::" + Call.current().account() + ":user" + path + name;
        authorizer.require("iam:CreateUser", arn, null, Map.of());
        if (directory.users().has(name)) {
            throw IamFaults.exists("User with name " + name + " already exists.");
        }
        Principal user = new Principal(
                name,
                path,
                Ids.fresh("AIDA"),
                arn,
                clock.instant(),
                Map.of(),
                List.of(),
                Attachments.merged(List.of(), request.tags()),
                request.permissionsBoundary(),
                null);
        directory.users().put(name, user);
        return user;
    }

    /** Without a name the caller's own user. */
    User get(@Nullable String name) {
        Caller caller = Call.current().caller();
        if (name == null && caller.isRoot()) {
            return User.builder()
                    .userId(caller.account())
                    .arn(caller.arn())
                    .path("/")
                    .userName("root")
                    .createDate(Instant.EPOCH)
                    .build();
        }
        return shape(attachments.require("GetUser", named(name)));
    }

    void delete(@Nullable String name) {
        Principal user = attachments.require("DeleteUser", name);
        attachments.refuseIfPoliciesRemain(user);
        if (!userKeys.keysUnder(user.name() + "/").isEmpty()) {
            throw IamFaults.inUse("Cannot delete entity, must delete access keys first.");
        }
        directory.users().remove(user.name());
    }

    List<Principal> list(@Nullable String pathPrefix) {
        authorizer.require("iam:ListUsers", attachments.arn(""), null, Map.of());
        String prefix = pathPrefix == null ? "/" : pathPrefix;
        return directory.users().values().stream().filter(user -> user.path().startsWith(prefix)).toList();
    }

    UserKey createKey(@Nullable String name) {
        Principal user = attachments.require("CreateAccessKey", named(name));
        if (userKeys.keysUnder(user.name() + "/").size() >= MOST_KEYS) {
            throw IamFaults.limit("Cannot exceed quota for AccessKeysPerUser: " + MOST_KEYS);
        }
        return keep(new UserKey(user.name(), keys.issueLongLived(user.arn()), true, clock.instant()));
    }

    void updateKey(@Nullable String name, @Nullable String keyId, @Nullable String status) {
        UserKey had = key(attachments.require("UpdateAccessKey", named(name)), keyId);
        boolean active = "Active".equals(status);
        if (!active && !"Inactive".equals(status)) {
            throw IamFaults.invalid("1 validation error detected: Value '" + status
                    + "' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active,"
                    + " Inactive]");
        }
        keep(new UserKey(had.userName(), had.key(), active, had.created()));
        if (active) {
            keys.keep(had.key());
        } else {
            keys.remove(had.key().accessKeyId());
        }
    }

    void deleteKey(@Nullable String name, @Nullable String keyId) {
        UserKey key = key(attachments.require("DeleteAccessKey", named(name)), keyId);
        keys.remove(key.key().accessKeyId());
        userKeys.remove(key.userName() + "/" + key.key().accessKeyId());
    }

    List<UserKey> listKeys(@Nullable String name) {
        return userKeys.valuesUnder(attachments.require("ListAccessKeys", named(name)).name() + "/");
    }

    static User shape(Principal user) {
        String boundary = user.boundary();
        return User.builder()
                .path(user.path())
                .userName(user.name())
                .userId(user.id())
                .arn(user.arn())
                .createDate(user.created())
                .permissionsBoundary(boundary == null ? null : Roles.boundary(boundary))
                .tags(user.tags())
                .build();
    }

    private static String named(@Nullable String name) {
        if (name != null) {
            return name;
        }
        String arn = Call.current().caller().arn();
        if (!Arns.isOf(arn, "iam", "user")) {
            throw IamFaults.invalid("Must specify userName when calling with non-User credentials");
        }
        return Arns.name(arn);
    }

    private UserKey key(Principal user, @Nullable String keyId) {
        String id = IamFaults.present(keyId, "accessKeyId");
        return userKeys
                .get(user.name() + "/" + id)
                .orElseThrow(() -> IamFaults.missing("The Access Key with id " + id + " cannot be found"));
    }

    private UserKey keep(UserKey key) {
        userKeys.put(key.userName() + "/" + key.key().accessKeyId(), key);
        return key;
    }
}
