package dev.sallyport.core.sandbox.s3;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.shape.Shapes;
import java.util.List;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * An object's description.
 *
 * @param blob the name of the file with its bytes
 * @param head what HeadObject answers
 */
record StoredObject(String key, String blob, HeadObjectResponse head, List<Tag> tags) {

    /** The same headers, as GetObject gives them. */
    GetObjectResponse.Builder get() {
        ObjectNode members = Shapes.toJson(head);
        return Shapes.fromJson(members, GetObjectResponse.builder()).toBuilder();
    }

    long size() {
        return head.contentLength();
    }
}
