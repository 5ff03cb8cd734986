package library;

public record Book(String title, int year) {}
