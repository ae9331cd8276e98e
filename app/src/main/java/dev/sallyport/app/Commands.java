package dev.sallyport.app;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands, each with the root that it belongs to. */
final class Commands implements IFactory {
    private final Sallyport root;

    Commands(Sallyport root) {
        this.root = root;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        try {
            return type.getDeclaredConstructor(Sallyport.class).newInstance(root);
        } catch (NoSuchMethodException notOurs) {
            return CommandLine.defaultFactory().create(type);
        }
    }
}
