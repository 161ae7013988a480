# Not run where it was written, where there was no container engine. Build: docker build -t change-from-below .
# Run: docker run change-from-below. The environment is made while the image is built; nothing is asked later.
FROM python:3.13-slim
RUN apt-get update && apt-get install -y --no-install-recommends git make && rm -rf /var/lib/apt/lists/*
WORKDIR /book
COPY . .
RUN make book
CMD ["make", "verify-quick"]
