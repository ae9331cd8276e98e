package dev.sallyport.core.sandbox.state;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.Serializers;
import dev.sallyport.core.shape.Shapes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Lets records of the sandbox hold SDK shapes. */
final class ShapeModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addSerializers(new Serializers.Base() {
            @Override
            public @Nullable JsonSerializer<?> findSerializer(
                    SerializationConfig config, JavaType type, BeanDescription description) {
                return SdkPojo.class.isAssignableFrom(type.getRawClass()) ? new Writer() : null;
            }
        });
        context.addDeserializers(new Deserializers.Base() {
            @Override
            public @Nullable JsonDeserializer<?> findBeanDeserializer(
                    JavaType type, DeserializationConfig config, BeanDescription description) {
                return SdkPojo.class.isAssignableFrom(type.getRawClass()) ? new Reader(type.getRawClass()) : null;
            }
        });
    }

    private static final class Writer extends JsonSerializer<SdkPojo> {
        @Override
        public void serialize(SdkPojo shape, JsonGenerator out, SerializerProvider serializers) throws IOException {
            out.writeTree(Shapes.toJson(shape));
        }
    }

    private static final class Reader extends JsonDeserializer<Object> {
        private final Class<?> shape;

        Reader(Class<?> shape) {
            this.shape = shape;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
            try {
                var builder = (SdkBuilder<?, ? extends SdkPojo>) shape.getMethod("builder").invoke(null);
                return Shapes.fromJson(in.readValueAsTree(), builder);
            } catch (ReflectiveOperationException e) {
                throw new IOException("not a shape with a builder: " + shape.getName(), e);
            }
        }
    }
}
