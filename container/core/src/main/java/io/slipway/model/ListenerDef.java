package io.slipway.model;

/** A listener as declared; its kinds are found when its class is loaded. */
public record ListenerDef(String className, Origin origin) {}
