plugins {
    id("com.android.application")
    id("org.jetbrains.kotlin.android")
}

android {
    namespace = "io.github.threadedtcp.sample"
    compileSdk = 35

    defaultConfig {
        applicationId = "io.github.threadedtcp.sample"
        minSdk = 21
        targetSdk = 35
        versionCode = 1
        versionName = "1"
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_1_8
        targetCompatibility = JavaVersion.VERSION_1_8
    }

    // The Kotlin layer is four files, which an app takes as they are.
    sourceSets["main"].kotlin.srcDir("../../kotlin")
}

kotlin {
    compilerOptions {
        jvmTarget.set(org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_1_8)
    }
}

dependencies {
    implementation(files("../../../../dist/android/threadedtcp.aar"))
    implementation("org.jetbrains.kotlinx:kotlinx-coroutines-android:1.10.2")
}
