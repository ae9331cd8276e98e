package dev.sallyport.core;

class ArchitectureTest extends HouseRules {
    ArchitectureTest() {
        super(Module.CONSOLE);
    }
}
