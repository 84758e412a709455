import Testing

/// A text as people give it for a key, good or bad.
///
/// The good ones are one key, the example of RFC 7515, appendix A.2. Where a pass phrase protects it, that is `hush`.
struct PEM: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String

    init(_ name: String, _ text: String) {
        testDescription = name
        self.text = text
    }

    static func + (left: PEM, right: PEM) -> PEM {
        PEM("\(left.testDescription) and \(right.testDescription)", left.text + right.text)
    }
}

extension PEM {
    static let pkcs8 = PEM(
        "PKCS#8",
        """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCh+BYK4uPJtGXO
        jS1lYmM2K5J9vinh8CR3/BYlzJChNuOL2TSXxbbqY913EeZ8dCn5VrD7io8ImtxL
        aYk8wTM/U+3QGbh3hCUv7JFP5IV3aVlL6kKA0ywPVb9ilE8TA5a8bpvfbr3SvaNn
        juygxmj3AbONv/s4yDQs4v5tJ/reSlpIdJed1LnPmt7Ex1sFhSwsD174pcF1A5L5
        ROjtZMEQxrZHYJqkeDrrnGya11UxMFBji4NmXG9veoKjlnAqH2QbgtPr8jkiGUkf
        toaHLFcW9Qr4NY2ai50Xw0Byj3+H2JoY2PyrZ62EWQwuz3WTOTY8BwNNb2BvniHg
        VFbK5emhAgMBAAECggEAEq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyW
        PEAeP88vLNO97IjlA7/GQ5sLKMgvfTeXZx9SE+7YwVol2NXOoAJe46sui395IW/G
        O+pWJ1O0BkTGoVEn2bKVRUCgu+GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzj
        kn439X0M/V51gfpRLI9JYanrC4D4qAdGcopV/0ZHHzQlBjudU2QvXt4ehNYTCBr6
        XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl/x/jTj3ccPDVZFD9pIuhLhBOneufuBiB
        4cS98l2SR/RQyGWSeWjnczT0QU91p1DhOVRuOopznQKBgQDgHMQQ60imZV1URk0K
        pLttoLhyt3SmqdEf/kgHePDdtzEafpAu+cS191R2JiuoF2yzWXnwFDcqGigp5BNr
        0AHQfD8/Lk8l1Mk09jxxCfui5nYooNyac8YFjm3vItzVCVDnEd3BbVWG8qf6deqE
        lMGAg+C2V0L4oNXnP7LZcPAZRwKBgQC5A8R+CZW2MvRTLLHzwZkUXV866cff7tx6
        kqa0finGG0KgeqlaZPxgCZnFp7AeAcCMtiynVlJ7vMVgePsLq6XtON4tB5kP9jAP
        rq3rbAOal78eUH5OcED6eNuCV8ixEu1eWcPNCS/l1OW1EnXUEoEHKl54Xrrz2uNw
        kgMTP1FZ1wKBgAcCn1dwJKufzBWQxWQp1vsM5fggqPN1qGb5y0MAk3g7/Ls5bkUp
        5u9SN0Ai3Ya6hNnvWJMb7sXQX6U/zyO2M/hTip7tUeh7CXgwo59dkpN75gJLVds2
        9+DAncu3KXU4f2Fa+7bLNrur53k8KwPOq2bbuTG69QtV7Jr5MR0AHWKNAoGBAIf/
        evpitUf+4JYbLpvNXWcY052Mpz22aR84mY3nh3F2LF2mjMJDpTg7FmuyPcVw6EcG
        yoAe9fa65iNqCq+jdw6PVNGo2hxfjSiZ8IIzHdsPXI89//pMjZcQK9r+CCoRjaZj
        OYiIDktVWZzmevJuv6WywUqd57LE3Zar3dLSIkx1AoGAIYd7DHOhrWvxkwPQsRM2
        tOgrjbcrfvtQJipd+DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd/QJQ3
        ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp/gh6A56
        03k2+ZQwVK0JKSHuLFkuQ3U=
        -----END PRIVATE KEY-----

        """)

    static let pkcs1 = PEM(
        "PKCS#1",
        """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEowIBAAKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd/wWJcyQoTbji9k0
        l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pC
        gNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb/7OMg0LOL+bSf63kpaSHSX
        ndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uD
        Zlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxXFvUK+DWNmoudF8NAco9/h9iaGNj8
        q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQABAoIBABKucaRpzQorw35S
        bEUAVx8dYXUdZOlJcHtiWQ+dC6V8ljxAHj/PLyzTveyI5QO/xkObCyjIL303l2cf
        UhPu2MFaJdjVzqACXuOrLot/eSFvxjvqVidTtAZExqFRJ9mylUVAoLvhowVWmC1O
        n95fZCXxTUtxNEG1Xcc7m0rtzJKs45J+N/V9DP1edYH6USyPSWGp6wuA+KgHRnKK
        Vf9GRx80JQY7nVNkL17eHoTWEwga+lwi0FEoW9Y7lDtWXYmKBWhUE+U8PGxlJf8f
        40493HDw1WRQ/aSLoS4QTp3rn7gYgeHEvfJdkkf0UMhlknlo53M09EFPdadQ4TlU
        bjqKc50CgYEA4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH/5IB3jw3bcxGn6QLvnE
        tfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw/Py5PJdTJNPY8cQn7ouZ2KKDcmnPG
        BY5t7yLc1QlQ5xHdwW1VhvKn+nXqhJTBgIPgtldC+KDV5z+y2XDwGUcCgYEAuQPE
        fgmVtjL0Uyyx88GZFF1fOunH3+7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYs
        p1ZSe7zFYHj7C6ul7TjeLQeZD/YwD66t62wDmpe/HlB+TnBA+njbglfIsRLtXlnD
        zQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdcCgYAHAp9XcCSrn8wVkMVkKdb7
        DOX4IKjzdahm+ctDAJN4O/y7OW5FKebvUjdAIt2GuoTZ71iTG+7F0F+lP88jtjP4
        U4qe7VHoewl4MKOfXZKTe+YCS1XbNvfgwJ3Ltyl1OH9hWvu2yza7q+d5PCsDzqtm
        27kxuvULVeya+TEdAB1ijQKBgQCH/3r6YrVH/uCWGy6bzV1nGNOdjKc9tmkfOJmN
        54dxdixdpozCQ6U4OxZrsj3FcOhHBsqAHvX2uuYjagqvo3cOj1TRqNocX40omfCC
        Mx3bD1yPPf/6TI2XECva/ggqEY2mYzmIiA5LVVmc5nrybr+lssFKneeyxN2Wq93S
        0iJMdQKBgCGHewxzoa1r8ZMD0LETNrToK423K377UCYqXfg5XMclbrjPbEC3YI1Z
        NqMtuhdBJqUnBi6tjKMF+34Xf0CUN8ncuXGO2CAYvO8PdyCixHX52ybaDjy1FtCE
        6yUXjoKNXKvUm7MWGsAYH6f4IegOetN5NvmUMFStCSkh7ixZLkN1
        -----END RSA PRIVATE KEY-----

        """)

    static let publicKey = PEM(
        "a public key",
        """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj
        NiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz
        P1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo
        9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB
        EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX
        FvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp
        oQIDAQAB
        -----END PUBLIC KEY-----

        """)

    static let publicPKCS1 = PEM(
        "a public key of PKCS#1",
        """
        -----BEGIN RSA PUBLIC KEY-----
        MIIBCgKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd/wWJcyQoTbji9k0l8W2
        6mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMs
        D1W/YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5
        z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxv
        b3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxXFvUK+DWNmoudF8NAco9/h9iaGNj8q2et
        hFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQAB
        -----END RSA PUBLIC KEY-----

        """)

    static let encryptedPKCS8 = PEM(
        "an encrypted key",
        """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIIFLTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIp9L62uN7SYoCAggA
        MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBCF8kZr35M+oOSHt+LagTWBBIIE
        0FCVWkyAm15NQH8WDAkKTBEYZkWgxi7XwOkzN+uE2lSMbcpYnK4nCFRzHUT9mEqb
        rp9UqRqaOdTwxbS0hgLTvS1RhDKRoWsJpRjQTMSxOZKJ1080YHBH3tREa3R7mZJY
        LJZrMV0hIZh5OVqfK5B+aFYMZTAJDvEDkYA6vFh1baG+15rL5ZUTIPPfXrev9JfN
        rvUC5MG6AIwqK16/Of2KyQeSDUkk/63N4sYfofCDMLOTKZKnaP1Ugd0OcreBQ1Vx
        tTs0yNeGsN/L/s4SabWlgfDeSR6Uz/TTVRgTvSAOsNcuI7tP1S2l9Wt7xSi8pX1R
        aS7pskQD2MhAw9+vzsm9Z1kXFYCbpKUEatQ1EMk68kB7dNX06l2EZVjTD/LzHyMZ
        /wzOV5IlRUgz33IzWM66r5jm9etu8sHlJe9fA0Z+91ifbhJwDZC60gaIMjGNi5vK
        pdnleZF4AiAm7KYO5kxuWJ9JlE4D72yaxrwG74BfurtitEMAX+P/MbGqSUhgVNYm
        4XlmyqOPay1MWIZZkDfQWzX7BTvhut0ld6/yKXQXt9vE2elpRLKP683tonnk06Md
        52wlyPsu6Vfv1MliOsP8zMhX3lMi2zpWglq5LQrJ5I7Q608adMxMizUuqXYb/8wx
        w1LRxiFbNzyTHKDmlmAojGoF50Rb0FHC8p6sR2C6k1iwZXB5WUN72qNo657806Fi
        fGL+cMg3qQ/zF0NwidjMvL9GKGzuiRznHajRsBf3HoVZYxnNQD9/JtjG19L3cb+a
        UqHPc9q/AwPMi1XOlJppnrBcUcl80+Eo66xQU7whJT131lViHsJ07dWPptvuvAyC
        AxWSg/shRqMtdUza4DF2LWG7ACJV1WX1ms74SRaMT3Oi7xvkwp378qzadaIHxxQo
        QhjVLpOTSdX/xVhy+fPvREVV/GmIg1h8ZYJDRncJBebWSrJiCcCkMpspTIu5a17T
        N++sq3j+97DdzA+EyvBHTJoykN0ThI2C7JQw6Ge2LkyqgoTeT6+Nonz7Qq/m40RO
        +GX7Ekk/Jqwxby/0G+OpsXPUxclhCor6SpQJY7cAhOCvJS1tvuKK9jhiu2DLT3/h
        uAUWsz9GCfpXKpJt0bZ8KhVA/bgE/K7K+0T3RGEBRWpJ8YowUR80x+g5omdaBFPj
        MFhBMxYdIYK9ccZgYAU5AN9QhyJHVXB6UTPxPia33mcUAYuifJffYn2/yLoTbliL
        Q5UNl6UAni5i7P5wTIfP5WmGyo1f1iO+XF45Gj+vRilOWUKmhi83OsOwPIglODnt
        Yrj7GWLaBHK3kzBcc7pUOVYmQvQzMAPapgYe0gzuWMwi2YfvluMnmGT/stfksJUa
        rFOkbq8Z7gz8R9YhNLYqPQbfDclXwbsqY2MVwwBFkvzbX9UdQt6AnJ8eBEW/nkjf
        ROwOpfMRrIxCfCIvdYtW43nAWZeYfN7/cWtzQNCwvc9ymDjFL1nRhk0e1YSlaQf8
        8L3R/u8rJCxlFO9/NoqfHHR7/6kSk5Ru0CEGkQPAERqefLujO4drC1bCJ0Bk5oeY
        hZGKak/GlvVwCjQyxTKhMxonVBq3yrNk5CVxEeeahS01D4k6rohi5rMekGyHP9SH
        649vvEYFWahJD2KeXjVw2A9SwBfdggN1xBPNjuT1Pu+/
        -----END ENCRYPTED PRIVATE KEY-----

        """)

    static let encryptedUnderNothing = PEM(
        "a key encrypted under the empty text",
        """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIIFLTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIKvCuwvPDUnYCAggA
        MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBAfWNkujVZL5gLjVBYiAtuUBIIE
        0N7SajjTVd/r298ji3F8zItT/dyGWeJ6qMSNAOOIISkqTCsmvoSssDLTWREFV3C5
        23C3JC8S32ctUvWAISp9rnM7kL8vzuGn4fsl0yPRMKo4yqSpGCg7jz/Mf/9cS8bM
        Q4lHZazX77N3EDVCzgcbHcFEPMj92ow1HRpwMsquBLnxeAqcX4VuCW4UAt21iGjm
        zqCjNuuJMB9/TrN+BbGkcpGQXGV5t6etTTwsXKF/MDjLdupAcw2FG+1qjEOdz2iH
        5OOUrARMiQg0YSgj8QKJFkYAjDz/EEl2LcmrT1RtLL+dLuPMDemaB3C4ELyCB2wg
        aFAgxG9WLiiwmqsCFKJ7zVNNOAUo/aDhbC9nVemPQNFRzZgDGOiSa7HuDk5/FO27
        IsM7jeF4LDXrJW1nsx+I2gUdmxxI3dB0k0vcjfZYK5oIHKgeaSX31QEgI8FQUJ8u
        V0GsM4BgKBZgWfExz0Fbnp3zCO1YuUBx9uUnr4qcK+bwx6NVGne5tgDvOJfOFk3r
        YY/wKnEuokDChehPqXtnhKmw0LsXfzWHo/a9Spz9r3/1jUZnsavtIaTwYpYUNZVx
        p/ur9C1o9BaYV5AJ6AtvKN3I/mwGAFsp8zsvLuxY+hNoqeqPFb0RwaqhEPTv84Nk
        lRAgRUPzDG2uYTDNd6ZYgKRs93MJ4TZmJOPckZZQ26rWTTCYft0kq5oZdCnfoQCs
        NUBke4+Tbx7/SHNL5aPP+Niogun9rQVcSW8DEnjGkmwheYZks8+8k+I2ySQlla7T
        y4OiNVAG81X8WNBYExC0J/zvSsXPUcS43x0ObMBXk3t5P2vmNAHiTXthFLvnPYIr
        +W6qmPBshIKSmI8S0NBek9uNQkP61ynmqcjqTo0SKjEQRmLXwXNbKoSUYdgmZ/Z1
        RLVpxZqcLpuQpXOb4neFkdje8n94u9//kZjW0ArsSieE2cafvK29oJkUBUHj2D8h
        3dmCdEFuuDuf7rthgarXUUEkuBAxIPF0hVmEKezhwkcs6ooGVIXOWXktEQ3P+dB6
        HgHjp9rthqRKNpa/icMNBnEDs24EZggxmvjySAnpRTGTv/ikGny4ZF7ULrHMTqLk
        vC3V6dJjcR7zV5d+w5E9VRkmYJ94cdCBPXu3w5ycSHcrmEly8caz+ShL2UhUede1
        pMWbmoO+IJcAeo5G5XcPDKKOWUGFpD7hA8UxcHIrNeV/4Y3TKZLBobd2iIgLgg6g
        E7ZGV2sIDWvNsK1P0p5frqxK6vAa2YZ56TDWMasUFiLrCK6FfpXtxpmq//oSr8vP
        ZNThZ5RfmYLcsIMhd49nyVlbN9VDaK3KIfxp5/3CtTCgVlxz3YM/8abS0RtfJ8XU
        qeyt3z31V1fg3mKhBz+gqnp7uzrWGMjp8QCvil5xW2vMTGSEFDl9DKaeqelKNv9f
        L8BHAq5JK0M7Ny4sOpjYinIM6qVYxnsBtr8pb5AekGP/DjZWoWhRW3bfcl4Av1J/
        bDAx7zkivVlhN07HebEsAeV/HVsQiNIwpBDg/6f1j5O/0VznHR52udBaZGxEzpx0
        X+vcEU2Rq/b52SDQPFOJGr7I4IoOzzrF+Bwq0fqLXbpP9jh2whNfdXoy0tL1fCdW
        NW3LrxBuhKT6rP8dum2SWd8DB/N+l+zQQy2Sc3hVcpYx
        -----END ENCRYPTED PRIVATE KEY-----

        """)

    static let encryptedPKCS1 = PEM(
        "an encrypted key of PKCS#1",
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-256-CBC,C052CEE960B0A97A6EFFC21E0BCF6BD6

        J1FHkCH2aS+b7sHAIyIJJKS3b0z4yhseAdJtWDPk39RTYWYefNeIV+yvFuKft0wh
        BMy98B3bbi+yWzTqJXAfaOtTDLbNVj7+bgi93dPRh4DVbMXjr3OTi0/gEqrxWXQp
        oMcohRWry2dvqmU96DExZMZhrEwnHzRywFJev0HI5162xC+B0Dhq3d6fxSMrNBPt
        x8THeQZPd2ET2vUEcZAcsB/NjNuLCcOP75DE7s8apa41j3sp9tp7TA1T09RfvTlS
        1+Q4u8/AI+qZ8su2+T/52Dl2Msd8cF88FN0hsvXzSGpyD85b76mfpINyYHQlppAs
        gNVyGBReNnUWGmzMUGUMsEJ8+iUY9kL6wzOS1xmx7eGq1mN9Dayw13AwcZ7ejx5J
        P0z87bgp/ugWhye/xWMpDd/KHgNhbWLiarzgHskySXfA5WWmSMK9VYR7sfuUulMD
        SmRyqGRIbw0Exw/YUSAg6xbGHmIv4JyhR5CBbB7i01jzsx/K9Ad+Sar2YfuHuC2v
        7oiGHCs+LzWkAUTE6nX5/0M7U7jSjL9+DsybsAfeWqDcwibcW5v9ZRsdxDzs0oQv
        2ly49ikkXS/AmFOS+5j42vllgbCP+q5VY20vD+qXjseh/aisPlrlhmmkLb5uQ3Vz
        qNzcDv7/RAJPycx1py7+grSGCdp2au89Pw5EbVtlASTuAW1CVC4IYaACZIHtxFlr
        OBhmMMhlRgVh41gzBuhb6UEWN4xsnGndyb/U7Ial489GrQWVz5e3iQBvFMn57B4T
        oxmwz3HS0x6jEixdCIopiAVfLvcgWjQYX9ut0kFbe6UpErnL0P7Gxb+ofK7gi4D8
        gPE5mUeAkvoCghU8sL2SeWwr2N6ZZNiNS2avfG1x24NRIml9QlAGQ7lYnspTuY4e
        Y/1RxrKOm4IATGZAObJBStPft13gWL/pTafWh4bVXIM4trNDO/FRsdu2Zko4fkpi
        iVm+ctwcYTuXYVe2nA8lSeZZga6rvkWwHDZ0v9mODWLNEcWx4mNoQdPzDOT1b2vi
        AfhQhZCdzRUc79yeErUwLoO7bGDQ/oDgElyoktYVl4m8x1e1ozbAed4xXzunWMrO
        Fd0HQ8NX0KL/0dmWuovLfEAzI2eAyN1uGSzSc4kqCeAJdzTQiiOtZmtUBKDEX0xv
        XZUSPaYsad6KBlPhiR2xjf3XgJ05PvgT6HBsvXPQPWH7GD4YyhLsEFg8gNbKYkxn
        acurYSprYvhT4Wbc0UR4tmn92F8EgOgnFrZCaTEsAM3UqksuC1h2RA8q7bH7f6pE
        5jSWWR4wWBksGNyTFEAq++ybQTOixdiAKlZzWRgkts7+ZohoXlnezfZ0NIM9Yij9
        92i26HfxGaCG3aIEErosTi1LHgQ8QgX3tHRe9VWcSqIeCUX+9zuFWDc/pI6ObKYL
        4Ku6uGCIWtn6UwO3zJOmLMXwFdtyfgkLukzG4ysFpkVLJc9r4QL6FPCp8FbfLwyY
        W1uefAbq6TuPrEvCxz6ihVFEqjeLAIBimLb5ewf90MC5bFMatkbJXZ76wbUXzEK5
        Km4p4zf3PJybhIgkkYGKuNFx8DETNFSxfOZOtuOvPJf0pq0ydDFgHPUkjazHVRBp
        -----END RSA PRIVATE KEY-----

        """)

    static let short = PEM(
        "a key of 1024 bits",
        """
        -----BEGIN PRIVATE KEY-----
        MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBAMSGqGQ/idi9W+Ek
        E488ZST0RQniCiJ3tnBWetbbhpxNEkrOQh7u04b+LoZ3ZJolyiz/uKzlOXsLI7we
        D/CnTsAMy9BfQHKA7oaQsK+NHeN9hLCV2pE+ABeImBTUaQT0qjGrx53C/2tWqFCy
        R0Mvok8La8bYxhgy9tjPGuniQOLrAgMBAAECgYAomLB8VOvCzAsIzQ0FT7KNGbCR
        RBJX4Gbded/SNnLuIrWeolDiVu93OVafDFbJyPikpwadIJTpJ/nvyD3+tnD7ujSR
        0U41vDT58atUGgueYpJNogd+kLMZZJs77Xh4X196IPRXNTx/Mi5jOuLfHVAqgR6T
        LfBbbVEbjhIkU6X6AQJBAPKeBMtrJlZHdLn+2qM1CJ/k0PmR4ZlH1G2ANdr4VoMv
        FottWhc/Uk0xt3i+uiAAzckz2EHg3cYX0U6guw0eOWsCQQDPXcmmqrFwdDMbijOD
        FW+bKaVcudSqP21bEmo2XBxP0wuwGHSUWICJOa64TWK/FslbKK9iJWHNL/JM+Q9L
        ityBAkEAs7Dbhjm+9CoKRvN9xWEzGRGkwSMNvrQXnl5WBO7nTFPk07FTB2LLtwa6
        h4BjY+6Ue4+dfPVp7ByZ1i1vPIEFLwJAe7q6V3gB59dtp0EO+2gO78YppOo8ulie
        J3kVZtoPCpIipy/wX5NvHnIMjmueP+aYvovIGge0E3pIWSVCuxBgAQJBAOTN1gmE
        cw0a0QUz0ctBtKu+DEZgsbayDp9Vj4xWHMe+08Zbd++JLYKM3DwxEm+YQEatfHQg
        huP5DTJWBG1UTek=
        -----END PRIVATE KEY-----

        """)

    static let shortPublicKey = PEM(
        "a public key of 1024 bits",
        """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDEhqhkP4nYvVvhJBOPPGUk9EUJ
        4goid7ZwVnrW24acTRJKzkIe7tOG/i6Gd2SaJcos/7is5Tl7CyO8Hg/wp07ADMvQ
        X0BygO6GkLCvjR3jfYSwldqRPgAXiJgU1GkE9Koxq8edwv9rVqhQskdDL6JPC2vG
        2MYYMvbYzxrp4kDi6wIDAQAB
        -----END PUBLIC KEY-----

        """)

    static let elliptic = PEM(
        "an elliptic key",
        """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1vjjY8vsaItvPR7Q
        IrTiTD97bS+4zHQGCVFBLvV7csGhRANCAASHWf3bXa57HDo9YeW64hQyvZkYePGT
        1eNaRpPdFkVYo7eC+Y5UUekVolhqOe66X9JEx1SphPYAKHxG/vyFzCuz
        -----END PRIVATE KEY-----

        """)

    static let ellipticPublicKey = PEM(
        "a public elliptic key",
        """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEh1n9212uexw6PWHluuIUMr2ZGHjx
        k9XjWkaT3RZFWKO3gvmOVFHpFaJYajnuul/SRMdUqYT2ACh8Rv78hcwrsw==
        -----END PUBLIC KEY-----

        """)

    static let certificate = PEM(
        "a certificate",
        """
        -----BEGIN CERTIFICATE-----
        MIIBfjCCASWgAwIBAgIUSu2ZZm7H33Ia5LAVmTGNZmKo1nQwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJY3Jvc3N3YWxrMCAXDTI2MTEyMjExMTE0MFoYDzIxMjYxMDI5
        MTExMTQwWjAUMRIwEAYDVQQDDAljcm9zc3dhbGswWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAASHWf3bXa57HDo9YeW64hQyvZkYePGT1eNaRpPdFkVYo7eC+Y5UUekV
        olhqOe66X9JEx1SphPYAKHxG/vyFzCuzo1MwUTAdBgNVHQ4EFgQUb2KJUA/lvzXa
        4iRZRqOXqHafGAAwHwYDVR0jBBgwFoAUb2KJUA/lvzXa4iRZRqOXqHafGAAwDwYD
        VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBU9c+aIrghzJadsR6B60YV
        i7jLGBIhqvrOjrrNZcIgYAIgFmz7R3WoQQzPIn1+rE4kDXQQYQbt+kH1YE77oZn6
        4aM=
        -----END CERTIFICATE-----

        """)
}
